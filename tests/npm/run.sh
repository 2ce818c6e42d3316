#!/usr/bin/env bash
# Runs a check program under the packages that install.sh put into FOLDER.
#   usage: run.sh FOLDER PROGRAM.cjs ARGUMENT…
set -euo pipefail
. "$(dirname "$0")/node.sh"
need_node
folder=$1
shift
[ -e "$folder/installed-lock.json" ] || { echo "SKIPPED: the npm packages are not installed"; exit 77; }
PATH="$folder/node_modules/.bin:$PATH" NODE_PATH="$folder/node_modules" exec node "$@"
