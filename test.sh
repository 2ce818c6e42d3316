#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test. A second run is quick.
#   ./test.sh            all tests of the release build
#   PRESET=asan ./test.sh  the same under AddressSanitizer and UBSan (tsan: threads)
set -euo pipefail
cd "$(dirname "$0")"
. ./packages.sh
install_packages "${build_packages[@]}" "${test_packages[@]}"

preset=${PRESET:-release}
jobs=$(nproc)
say "configuring ($preset)"
cmake --preset "$preset" >build-configure.log 2>&1 || { tail -n 40 build-configure.log; exit 1; }
rm -f build-configure.log
say "building with $jobs jobs"
cmake --build --preset "$preset" -j "$jobs"
say "testing"
ctest --preset "$preset" -j "$jobs" --timeout 600 "$@"
say "what foreign readers read, and their versions"
grep -hE '^([a-z]+(check|graphs|readers|_case)|replay|promtool|stamped [A-Z].*): |fonts, all embedded|: interactive after|^chromium ' \
  "build/$preset/Testing/Temporary/LastTest.log" || true
