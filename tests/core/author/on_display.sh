#!/bin/sh
# on_display.sh COMMAND...: with a display of its own, which is gone afterwards.
set -eu
folder=$(mktemp -d)
mkfifo "$folder/number"
Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp -noreset 3>"$folder/number" 2>/dev/null &
server=$!
trap 'kill "$server" && wait "$server" || true; rm -rf "$folder"' EXIT
read -r number <"$folder/number"
DISPLAY=:$number "$@"
