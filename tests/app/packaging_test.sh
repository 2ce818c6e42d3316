#!/usr/bin/env bash
# Man page, completion and package, seen by programs nobody here wrote. What is not installed is
# named and passed over.   usage: packaging_test.sh GODWIT SOURCE BUILD [deb]
set -euo pipefail
godwit=$1
source=$2
build=$3
have() { command -v "$1" >/dev/null || { echo "not installed, not tried: $1"; return 1; }; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

man=$source/packaging/godwit.1
if have mandoc; then mandoc -Tlint -Wwarning "$man"; fi
commands=$("$godwit" --help | sed -n '/^Options:/,/^Exit codes/s/^  \([a-z]\+\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 20 ]
for command in $commands; do
  grep -q "^\.It Cm $command\b" "$man" || { echo "godwit.1 does not name \"$command\"" >&2; exit 1; }
done
for command in $(sed -n 's/^\.It Cm \([a-z]*\).*/\1/p' "$man"); do
  grep -qw "$command" <<<"$commands" || { echo "godwit.1 names \"$command\", which is no command" >&2; exit 1; }
done

for shell in bash zsh fish; do
  "$godwit" completion $shell >"$work/$shell"
  for command in $commands; do grep -qw "$command" "$work/$shell" || { echo "$shell: no $command" >&2; exit 1; }; done
  if have $shell; then $shell -n "$work/$shell"; fi
done
answer=$(bash -c "source $work/bash; COMP_WORDS=(godwit -C x li); COMP_CWORD=3; _godwit; echo \"\${COMPREPLY[*]}\"")
[ "$answer" = "lineages links" ] || { echo "bash completes \"li\" to: $answer" >&2; exit 1; }
answer=$(bash -c "source $work/bash; COMP_WORDS=(godwit crawl --time); COMP_CWORD=2; _godwit; echo \"\${COMPREPLY[*]}\"")
[ "$answer" = "--time-budget" ] || { echo "bash completes --time to: $answer" >&2; exit 1; }
"$godwit" --help | grep -qw completion && { echo "completion is not hidden" >&2; exit 1; }
"$godwit" --version | grep -q '^godwit [0-9]'

[ "${4:-}" = deb ] || exit 0
(cd "$work" && cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/deb" >"$work/log" 2>&1) || { cat "$work/log" >&2; exit 1; }
package=$(ls "$work"/deb/*.deb)
dpkg-deb -c "$package" >"$work/list"
dpkg-deb -I "$package" | grep -E 'Package|Depends|Installed-Size'
for file in usr/bin/godwit usr/share/man/man1/godwit.1.gz usr/share/bash-completion/completions/godwit \
  usr/share/doc/godwit/manual.md usr/share/doc/godwit/copyright; do
  grep -q "$file" "$work/list" || { echo "the package lacks $file" >&2; exit 1; }
done
if have lintian; then lintian --allow-root --fail-on error "$package"; fi
