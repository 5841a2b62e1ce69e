#!/bin/sh
# sizes.sh TABLE (GOAL FILE)... : writes and prints a table; goals in KB of 1024 bytes, for the compressed size.
set -eu
table=$1
shift
stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT
{
    printf '%-34s %10s %10s %10s\n' 'KB' stripped 'xz -9e' goal
    while [ $# -gt 0 ]; do
        strip -s -o "$stripped" "$2"
        plain=$(wc -c <"$stripped")
        packed=$(xz -9e -c "$stripped" | wc -c)
        printf '%-34s %10d %10d %10d%s\n' "$(basename "$2")" $(((plain + 1023) / 1024)) $(((packed + 1023) / 1024)) "$1" \
            "$([ "$packed" -le $(($1 * 1024)) ] || echo ' missed')"
        shift 2
    done
} >"$table"
cat "$table"
