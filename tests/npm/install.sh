#!/usr/bin/env bash
# Installs what package-lock.json names into FOLDER/node_modules and unpacks what packed.txt names into
# FOLDER/packed/NAME, once for each state of the two files. Exit 77 (ctest: skipped) where there is no
# Node 20 or nothing can be reached to install from.
#   usage: install.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
. "$here/node.sh"
need_node

if cat "$here/package-lock.json" "$here/packed.txt" | cmp -s - "$folder/installed-lock.json"; then
  echo "all is as package-lock.json and packed.txt say: $(ls "$folder/node_modules" | wc -l) packages"
  exit 0
fi
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
cd "$folder"
rm -f installed-lock.json

failed() {
  npm ping >/dev/null 2>&1 && { echo "$1 failed although the registry answers" >&2; exit 1; }
  echo "SKIPPED: npm reaches no registry, so no reader from npm can run"
  exit 77
}
# An archive that is not byte for byte the one that was looked at is not unpacked.
unpack() {
  local name=$1 version=$2 digest=$3 archive
  archive=$(npm pack --silent "$name@$version") || failed "npm pack $name"
  [ "$(openssl dgst -sha512 -binary "$archive" | base64 -w0)" = "$digest" ] ||
    { echo "$archive is not what packed.txt says" >&2; exit 1; }
  rm -rf "packed/$name"
  mkdir -p "packed/$name"
  tar --warning=no-unknown-keyword -xzf "$archive" -C "packed/$name" --strip-components=1
  rm "$archive"
}

npm ci --ignore-scripts --no-audit --no-fund || failed "npm ci"
while read -r name version digest; do
  unpack "$name" "$version" "$digest"
done < <(grep -v '^#' "$here/packed.txt")
cat "$here/package-lock.json" "$here/packed.txt" >installed-lock.json
