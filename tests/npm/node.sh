# Sourced: need_node ends the script with 77 (ctest: skipped) where Node 20 or npm is missing.
need_node() {
  local major
  major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/' || true)
  if [ "${major:-0}" -lt 20 ]; then
    echo "SKIPPED: needs Node 20 or newer, found ${major:-none} (Debian 12 ships 18)"
    exit 77
  fi
  command -v npm >/dev/null || { echo "SKIPPED: needs npm, which is not installed"; exit 77; }
}
