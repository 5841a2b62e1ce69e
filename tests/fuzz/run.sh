#!/bin/sh
# run.sh PROGRAM SEEDS: fuzzes for CORDEE_FUZZ_SECONDS (5). What is found grows a corpus beside the program,
# never the seeds in the tree; an input that breaks it stays beside the program as crash-…
set -eu
program=$1 seeds=$2
found=$program.corpus
mkdir -p "$found"
[ -d "$seeds" ] || seeds=
cd "$(dirname "$program")"
exec "$program" -max_total_time="${CORDEE_FUZZ_SECONDS:-5}" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix="$program-" -print_final_stats=0 -verbosity=0 "$found" ${seeds:+"$seeds"}
