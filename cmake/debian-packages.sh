# Sourced by examples/demo.sh and tests/run.sh: installs the Debian packages that are missing, as root or with sudo.
# Quick and silent when everything is there.

build_packages=(g++ cmake ninja-build pkg-config ccache libpq-dev tao-pegtl-dev libfmt-dev doctest-dev libpg-query-dev
  libssl-dev zlib1g-dev libsimdjson-dev libtomlplusplus-dev libsqlite3-dev libcli11-dev libyaml-dev)
server_packages=(postgresql-15)
test_packages=(abigail-tools clang clang-format doxygen sqitch libdbd-pg-perl pgbouncer python3 python3-venv python3-yaml libbenchmark-dev)

# install_packages NAME…: true when all of them are installed afterwards.
install_packages() {
  local missing=() name as_root=()
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "missing packages, and neither root nor sudo: ${missing[*]}" >&2; return 1; }
    as_root=(sudo)
  fi
  echo "installing ${missing[*]}"
  "${as_root[@]}" apt-get -qq update || return 1
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}" \
    </dev/null >/dev/null
}
