# Shared by the benchmarks whose services run on hosts of their own: the network, and what the kernel counts.
# Environment: PORT=18080, KEEP=DIRECTORY (logs, times and downloads stay there).
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
hosts=$home/benchmarks/hosts
port=${PORT:-18080}
export LC_ALL=C.UTF-8 # EPOCHREALTIME has a point in it

die() { echo "${0##*/}: $*" >&2; exit 2; }
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }
need() { local tool; for tool in "$@"; do command -v "$tool" >/dev/null || die "$tool is missing: apt-get install iproute2 curl procps"; done; }
positive() { [[ ${!1} =~ ^[1-9][0-9]{0,5}$ ]] || die "${1^^} must be a whole number from 1, not ${!1}"; }

# bits RATE: in bits a second, as tc reads rates
bits() {
  awk -v rate="${1,,}" 'BEGIN { if (rate !~ /^[0-9.]+(k|m|g)?bit$/) exit 1
    unit = rate ~ /gbit/ ? 1e9 : rate ~ /mbit/ ? 1e6 : rate ~ /kbit/ ? 1e3 : 1; printf "%.0f", rate * unit }' || die "a rate is 100mbit or 1gbit, not $1"
}

started=() network="" hosts_up=""
clean_up() {
  local status=$? pid
  trap - EXIT
  trap '' INT TERM
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  [[ -z $network ]] || { kill "$network" 2>/dev/null && wait "$network" || true; }
  [[ -z $hosts_up ]] || "$hosts" down
  if [[ ${KEEP-} && -d ${work-} ]]; then
    mkdir -p "$KEEP" && cp -r "$work"/*.log "$work"/results "$work"/data/logs "$KEEP" 2>/dev/null || true
  fi
  [[ -z ${work-} ]] || rm -rf "$work"
  exit "$status"
}

# begin: a directory that goes when the script does, and with it whatever it started
begin() {
  work=$(mktemp -d)
  mkdir "$work/files" "$work/results"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# make_file NAME MIB
make_file() { head -c $(($2 * 1048576)) /dev/urandom > "$work/files/$1"; }

# hosts_with N RATE: hosts 0 to N
hosts_with() {
  "$hosts" up "$@"
  hosts_up=yes
}

# network_up NODES [QUICKSTART OPTION...]: without an access log; returns when every node is there and knows the origin
network_up() {
  : > "$work/network.log"
  PEERCACHE_ACCESSLOG_ENABLED=false "$home/quickstart" "$work/files" --nodes "$1" --port "$port" --data "$work/data" --once "${@:2}" \
    > "$work/network.log" 2>&1 &
  network=$!
  until grep -q "is up" "$work/network.log"; do
    kill -0 "$network" 2>/dev/null || { cat "$work/network.log" >&2; exit 1; }
    sleep 0.5
  done
  until (($(live_nodes) >= $1)); do sleep 0.2; done
}

network_down() {
  kill "$network"
  wait "$network" || true
  network=
}

# Whom the registry believes to be alive: each node is an object with its state in it.
live_nodes() {
  curl -s -H "Authorization: Bearer $(<"$work/data/keys/network")" "http://127.0.0.1:$port/v1/nodes" | grep -oi '"state":"live"' | wc -l
}

# hashed URL: waits until the origin names the file's digest
hashed() { until curl -sfI "$1?direct" | grep -i '^etag: "sha-256-' > /dev/null; do sleep 0.2; done; }

# await_calm SECONDS: until the machine is mostly idle for a second, at most so long: new JVMs compile for a while
await_calm() {
  local before now limit=$((SECONDS + $1))
  while ((SECONDS < limit)); do
    before=$(busy); sleep 1; now=$(busy)
    awk -v d=$((now - before)) -v hz="$(getconf CLK_TCK)" -v n="$(nproc)" 'BEGIN { exit !(d < 0.15 * hz * n) }' && return
  done
  echo "the machine was not calm after $1 s: something else runs on it" >&2
}

# back_memory MIB: lets the kernel have that much free memory that the machine really has. A virtual machine is often given a page by
# its host only when it first writes to it, which costs ten times what writing it does (100 MiB: 0.28 s instead of 0.03 s): that
# belongs to the machine, and to whichever run happens to be the first to need it.
back_memory() {
  local room mib=$1
  room=$(df -m --output=avail /dev/shm | tail -1)
  ((mib < room / 2)) || mib=$((room / 2))
  head -c $((mib * 1048576)) /dev/zero > "/dev/shm/${work##*/}" || true
  rm -f "/dev/shm/${work##*/}"
}

# Ticks that all processors worked since the machine began: user, nice, system, irq, softirq
busy() { awk '$1 == "cpu" { print $2 + $3 + $4 + $7 + $8; exit }' /proc/stat; }

# Ticks that this machine, a virtual one, had work for and was not given
stolen() { awk '$1 == "cpu" { print $9; exit }' /proc/stat; }

# ticks PID: what a process has used; nothing if it is gone
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat" 2>/dev/null || true; }

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
