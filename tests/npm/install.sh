#!/usr/bin/env bash
# Installs what package-lock.json names into FOLDER/node_modules, once for each lock file. Exit 77
# (ctest: skipped) where there is no Node 20 or nothing can be reached to install from.
#   usage: install.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
. "$here/node.sh"
need_node

if cmp -s "$here/package-lock.json" "$folder/installed-lock.json"; then
  echo "node_modules is as package-lock.json says: $(ls "$folder/node_modules" | wc -l) packages"
  exit 0
fi
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
cd "$folder"
rm -f installed-lock.json
if ! npm ci --ignore-scripts --no-audit --no-fund; then
  npm ping >/dev/null 2>&1 && { echo "npm ci failed although the registry answers" >&2; exit 1; }
  echo "SKIPPED: npm reaches no registry, so no reader from npm can run"
  exit 77
fi
cp "$here/package-lock.json" installed-lock.json
