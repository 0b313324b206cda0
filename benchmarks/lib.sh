# Shared by the benchmarks: a network and an nginx, each on one core, and rounds that take turns, so that a machine that drifts
# drifts for all. Environment: ROUNDS=5 SECONDS_EACH=4 CONNECTIONS=64 SERVER_CPU=0 CLIENT_CPU=1 PORT=18080 WARM_UP=20
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${ROUNDS:-5} each=${SECONDS_EACH:-4} connections=${CONNECTIONS:-64}
server_cpu=${SERVER_CPU:-0} client_cpu=${CLIENT_CPU:-1} port=${PORT:-18080}
work=$(mktemp -d)
origin=http://127.0.0.1:$((port + 1)) node=http://127.0.0.1:$((port + 2)) nginx=http://127.0.0.1:$((port + 500))

for tool in ${TOOLS:-nginx wrk curl taskset}; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install nginx-light wrk curl util-linux" >&2; exit 2; }
done

clean_up() {
  [[ -z ${network-} ]] || { kill "$network" && wait "$network"; } 2>/dev/null || true
  [[ ! -f $work/nginx.pid ]] || kill "$(<"$work/nginx.pid")" || true
  rm -rf "$work"
}
trap clean_up EXIT

# make_files NAME:KIB...
make_files() {
  mkdir -p "$work/files"
  local spec
  for spec in "$@"; do head -c $((${spec#*:} * 1024)) /dev/urandom > "$work/files/${spec%:*}"; done
}

# nginx_up SERVER_BLOCK...: one worker; caches in $work/cache, serves $work/files on its port + 1
nginx_up() {
  cat > "$work/nginx.conf" <<CONF
worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 16384; }
http {
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 100000000; open_file_cache max=10000;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy;
  proxy_cache_path $work/cache levels=1:2 keys_zone=c:50m max_size=10g inactive=60m use_temp_path=off;
  server { listen 127.0.0.1:$((port + 501)); root $work/files; add_header Cache-Control "max-age=86400"; }
  server { listen 127.0.0.1:$((port + 500)); $1 }
}
CONF
  chmod 755 "$work"
  taskset -c "$server_cpu" nginx -c "$work/nginx.conf"
}

# network_up: a registry, an origin of $work/files and one node, all on the server's core
network_up() {
  PEERCACHE_ACCESSLOG_ENABLED=false taskset -c "$server_cpu" "$home/quickstart" "$work/files" --nodes 1 --port "$port" \
    --data "$work/data" > "$work/network.log" 2>&1 &
  network=$!
  until grep -q "is up" "$work/network.log"; do
    kill -0 "$network" 2>/dev/null || { cat "$work/network.log" >&2; exit 1; }
    sleep 1
  done
}

# version_url FILE: its version's URL at the node, which holds it then
version_url() {
  local etag
  until etag=$(curl -sfI "$origin/files/$1?direct" | tr -d '\r' | sed -n 's/^ETag: "sha-256-\([0-9a-f]*\)"$/\1/ip') && [[ $etag ]]; do sleep 1; done
  # The node may not know the origin yet in its first seconds.
  until [[ $(curl -sI "$node/origins/local/versions/$etag/$1") == *"; hit"* ]]; do
    curl -s -o /dev/null "$node/origins/local/versions/$etag/$1"
    sleep 1
  done
  echo "$node/origins/local/versions/$etag/$1"
}

# one run: requests/s, MB/s, p99 in ms, failures
run_once() {
  taskset -c "$client_cpu" wrk -t1 -c"$connections" -d"${2:-$each}s" --latency "$1" | awk '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    function mb(t) { return t ~ /GB$/ ? t * 1024 : t ~ /KB$/ ? t / 1024 : t ~ /MB$/ ? t + 0 : t / 1048576 }
    $1 == "99%" { p99 = ms($2) } /^Requests\/sec/ { rps = $2 } /^Transfer\/sec/ { rate = mb($2) }
    /Non-2xx/ { bad += $NF } /Socket errors/ { gsub(",", ""); bad += $4 + $6 + $8 + $10 }
    END { print rps + 0, rate + 0, p99 + 0, bad + 0 }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# compare WHAT REFERENCE_URL URL: a line of the table; the ratio is the median of the rounds' own ratios
compare() {
  local what=$1 reference=$2 ours=$3 round
  run_once "$reference" 2 > /dev/null
  run_once "$ours" "${WARM_UP:-20}" > /dev/null
  : > "$work/reference"; : > "$work/ours"
  for ((round = 0; round < rounds; round++)); do
    run_once "$reference" >> "$work/reference"
    run_once "$ours" >> "$work/ours"
  done
  paste -d' ' "$work/reference" "$work/ours" > "$work/both"
  column() { cut -d' ' -f"$1" "$work/both" | median; }
  printf '%-14s %10.0f %10.0f %7.2f %9.1f %9.1f %8.2f %8.2f %7d\n' "$what" "$(column 1)" "$(column 5)" \
    "$(awk '$1 > 0 { print $5 / $1 }' "$work/both" | median)" "$(column 2)" "$(column 6)" "$(column 3)" "$(column 7)" \
    "$(awk '{ n += $4 + $8 } END { print n }' "$work/both")"
}

heading() {
  printf '%-14s %10s %10s %7s %9s %9s %8s %8s %7s\n' "$1" 'nginx/s' 'ours/s' ratio 'nginx MB' 'ours MB' 'p99 ms' 'ours' errors
}
