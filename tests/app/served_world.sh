# A rehearsal world on loopback, for the scripts beside this file, which source it in the folder
# they work in. They set world=(GODWIT rehearse …) first.
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT

# serve_world MOMENT: the world stands still there; sets `proxy`, leaves its authority in ca.pem.
serve_world() {
  rm -f ready
  "${world[@]}" --serve --now "$1" --ca-file ca.pem --ready ready >server.log 2>&1 &
  server=$!
  for _ in $(seq 200); do [ -s ready ] && break; sleep 0.05; done
  [ -s ready ] || { echo "the world did not start" >&2; cat server.log >&2; exit 1; }
  proxy=$(sed -n 's/.*"proxy": *"\([^"]*\)".*/\1/p' ready)
}
