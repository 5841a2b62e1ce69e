#!/bin/sh
# size.sh LIBRARY KB: fails when the library, stripped and compressed by xz -9e, is larger.
set -eu
stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT
strip -s -o "$stripped" "$1"
size=$(xz -9e -c "$stripped" | wc -c)
echo "$(((size + 1023) / 1024)) KB, of at most $2"
[ "$size" -le $(($2 * 1024)) ]
