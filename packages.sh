# Debian 12 packages by purpose, and how to install those that are missing. Sourced by demo.sh and
# test.sh, which say `install_packages NAME…`.
build_packages=(build-essential cmake ninja-build pkg-config ccache
  libcurl4-openssl-dev libgumbo-dev libboost-dev libtbb-dev libspdlog-dev libfmt-dev libcli11-dev
  libtomlplusplus-dev nlohmann-json3-dev libsqlite3-dev libicu-dev libre2-dev libpsl-dev publicsuffix
  libuchardet-dev libxxhash-dev libzstd-dev libbrotli-dev zlib1g-dev libdeflate-dev libssl-dev libarchive-dev
  libzxing-dev libspng-dev libturbojpeg0-dev libwebp-dev
  libpugixml-dev ca-certificates)
test_packages=(qrencode libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev libxml2-utils graphviz
  python3-networkx python3-igraph openssl gzip unzip chromium fonts-noto-core poppler-utils
  mandoc lintian python3-feedparser python3-prometheus-client systemd zsh fish)
# Readers from npm want Node 20; Debian 12's own is 18, with which those tests skip and say so.
command -v node >/dev/null || test_packages+=(nodejs npm)

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

# Installs what is missing; asks sudo only if not root. Says nothing where all is there.
install_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q '^install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installing: ${missing[*]}"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "${missing[@]}" >/dev/null
}
