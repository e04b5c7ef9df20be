#!/usr/bin/env bash
# Clients that we did not write, each against a server started for it: grpcio with stubs from proto/, Placement's own
# tests over HTTP in every configuration that they know, and a session of osc-placement; the latter two from
# CONFORMANCE_DIR. Appends "name passed failed skipped" lines to the file $1. What is missing here (the folder, a Debian
# package, the right to install one) is said and counted as skipped.
set -uo pipefail
cd "$(dirname "$0")/../.."
out=${1:?a file for the counts}
conformance=${CONFORMANCE_DIR:-../shared/conformance}
work=$(mktemp -d)
# Where root runs this, PostgreSQL has another account, and would keep its data elsewhere.
chmod 755 "$work"
server=
pooler=
owner=
finish() {
  stop_server
  stop_pooler
  rm -rf "$work"
}
trap finish EXIT

skip() {
  printf '\n!!! SKIPPED: %s: %s\n' "$1" "$2"
  echo "$1 0 0 1" >> "$out"
}

# have PACKAGE…: whether Debian's packages are there, after trying to install them.
have() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  echo "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -qq update && apt-get -y -qq install --no-install-recommends "${missing[@]}"; } \
    > "$work/apt.log" 2>&1 || { tail -5 "$work/apt.log"; return 1; }
}

# start_server [SETTING=VALUE…]: starts a server with these settings, and sets $address.
start_server() {
  env PLACEMENTD_LISTEN=127.0.0.1:0 PLACEMENTD_DATA_DIR="$work/data" PLACEMENTD_LOG_LEVEL=warn "$@" \
    node_modules/.bin/node src/main.ts > "$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    address=$(sed -n 's/.*serving on http:\/\/\([^ ]*\).*/\1/p' "$work/server.log" | head -1)
    [ -n "$address" ] && return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "the server did not start:" >&2
  cat "$work/server.log" >&2
  return 1
}

stop_server() {
  [ -n "$server" ] || return 0
  kill -TERM "$server" 2>/dev/null
  wait "$server" 2>/dev/null
  server=
}

# count NAME LOGFILE: takes over the last "N passed, N failed[, N skipped]" of a log.
count() {
  local line
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$2" | tail -1)
  if [ -z "$line" ]; then
    echo "$1 0 1 0" >> "$out"
    return
  fi
  echo "$line" | sed -E "s/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?.*/$1 \1 \2 \4/" >> "$out"
}

# gabbi GROUP [SETTING=VALUE…]: Placement's own tests of a group, against a server with these settings.
gabbi() {
  local group=$1
  shift
  echo "-- Placement's own tests: $group${pooler:+, by PgBouncer}"
  start_server "$@" || { echo "gabbi-$group 0 1 0" >> "$out"; return; }
  /usr/bin/python3 "$conformance/gabbi_live.py" "$conformance/gabbits" "http://$address" --group "$group" \
    --timeout 60 --reset-cmd "node_modules/.bin/node test/conformance/reset.ts $work/data/postgres" | tee "$work/gabbi.log"
  count "gabbi-$group" "$work/gabbi.log"
  stop_server
}

# start_pooler: starts PgBouncer, which gives its connections to another client after each transaction, before the
# embedded database of a server that runs along, and sets $pooled, the database's URL by it.
start_pooler() {
  start_server || return 1
  owner=$server server=
  local port=6499 user=()
  [ "$(id -u)" = 0 ] && user=(-u nobody)
  cat > "$work/pooler.ini" <<INI
[databases]
placementd = host=127.0.0.1 port=$(sed -n 4p "$work/data/postgres/data/postmaster.pid") user=placementd password=$(cat "$work/data/postgres/password")
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
INI
  pgbouncer "${user[@]}" "$work/pooler.ini" > "$work/pooler.log" 2>&1 &
  pooler=$!
  pooled=postgresql://placementd:none@127.0.0.1:$port/placementd
  pgbouncer --version | head -1
}

stop_pooler() {
  for process in $pooler $owner; do
    kill -TERM "$process" 2>/dev/null
    wait "$process" 2>/dev/null
  done
  pooler= owner=
}

echo "-- grpcio"
if have python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc; then
  start_server || { echo "server 0 1 0" >> "$out"; exit 0; }
  mkdir "$work/stubs"
  find proto -name '*.proto' -print0 | xargs -0 protoc -I proto --python_out="$work/stubs" \
    --grpc_python_out="$work/stubs" --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)"
  # A package of the same name, such as Placement's own, would otherwise win over folders without this file.
  find "$work/stubs/placement" -type d -exec touch {}/__init__.py \;
  /usr/bin/python3 test/conformance/grpcio_client.py "$work/stubs" "$address" | tee "$work/grpcio.log"
  count grpcio "$work/grpcio.log"
  stop_server
else
  skip grpcio "python3-grpcio, protobuf-compiler or protobuf-compiler-grpc can't be installed here"
fi

if [ ! -f "$conformance/gabbi_live.py" ]; then
  skip gabbi "no $conformance/gabbi_live.py (set CONFORMANCE_DIR)"
elif ! have python3-gabbi python3-urllib3; then
  skip gabbi "python3-gabbi or python3-urllib3 can't be installed here"
else
  gabbi core
  gabbi cors PLACEMENTD_CORS_ALLOWED_ORIGIN=http://valid.example.com PLACEMENTD_CORS_ALLOW_HEADERS=openstack-api-version
  gabbi legacy-rbac PLACEMENTD_ENFORCE_SCOPE=true
  gabbi secure-rbac PLACEMENTD_ENFORCE_NEW_DEFAULTS=true PLACEMENTD_ENFORCE_SCOPE=true
  node_modules/.bin/node test/conformance/open-policy.ts > "$work/open-policy.yaml"
  gabbi policy-override PLACEMENTD_POLICY_FILE="$work/open-policy.yaml"
  if have pgbouncer; then
    start_pooler || { echo "pooler 0 1 0" >> "$out"; exit 0; }
    export DATABASE_URL=$pooled
    gabbi core PLACEMENTD_DATABASE_PREPARE=false
    unset DATABASE_URL
    stop_pooler
  else
    skip gabbi-pgbouncer "pgbouncer can't be installed here"
  fi
fi

echo "-- osc-placement"
if [ ! -f "$conformance/osc_smoke.sh" ]; then
  skip osc "no $conformance/osc_smoke.sh (set CONFORMANCE_DIR)"
elif ! have python3-osc-placement python3-openstackclient; then
  skip osc "python3-osc-placement or python3-openstackclient can't be installed here"
else
  start_server || { echo "server 0 1 0" >> "$out"; exit 0; }
  bash "$conformance/osc_smoke.sh" "http://$address" | tee "$work/osc.log"
  count osc "$work/osc.log"
  stop_server
fi
exit 0
