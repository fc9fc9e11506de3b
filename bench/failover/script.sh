#!/usr/bin/env bash
# The failover of the runbook region-failover without Drillmaster: the same calls, waits and proofs, one after the other.
# usage: script.sh FROM TO; asks on stdout and waits for "yes" on stdin. A lab is named by BENCH_LAB and BENCH_NODE.
set -euo pipefail
from=$1 to=$2
call() { "$BENCH_NODE" "$(dirname "$0")/call.ts" "$@"; }

call power-off "$from"
call confirm-dark "$from"
call wait-for-outage
echo "ask"
read -r answer
[ "$answer" = yes ]
call fence "$from"
call promote "$to"
call swap database "$to" &
database=$!
call swap checkout "$to"
wait "$database"
