#!/bin/bash
# Checks the link emulator against what was asked of it: verify.sh PATH-OF-LINKEM. Needs root, ping and iperf3.
set -u
LINKEM=${1:?the path of linkem is missing}
WORK=$(mktemp -d)
NAME=verify$$
trap '"$LINKEM" down $NAME >/dev/null 2>&1; rm -rf "$WORK"' EXIT
bad=0
check() { # name asked measured least most
    local ok=ok
    awk -v m="$3" -v a="$4" -v b="$5" 'BEGIN { exit !(m != "" && m + 0 >= a && m + 0 <= b) }' || { ok=FAIL; bad=1; }
    echo "| $1 | $2 | $3 | $4 to $5 | $ok |"
}
# median and standard deviation in ms: a busy machine spoils the mean, not the median
rtt() {
    local pings=$1
    shift
    "$LINKEM" --quiet "$@" -- ping -c "$pings" -i 0.02 10.77.0.2 | sed -n 's/.*time=\([0-9.]*\) ms/\1/p' | sort -n |
        awk '{ v[NR] = $1; s += $1; q += $1 * $1 } END { if (NR) print v[int((NR + 1) / 2)], sqrt(q / NR - (s / NR) ^ 2) }'
}
loss() { "$LINKEM" --quiet "$@" -- ping -c 3000 -i 0.002 -W 1 10.77.0.2; }
percent() { sed -n 's/.* \([0-9.]*\)% packet loss.*/\1/p'; }
rate() { # left-to-right goodput in kbit/s
    "$LINKEM" --quiet --cc reno "$@" -- iperf3 -c 10.77.0.2 -t 8 -O 2 -J ::: iperf3 -s -1 2>/dev/null |
        awk '/"sum_received"/ { f = 1 } f && /bits_per_second/ { gsub(/[^0-9.]/, "", $2); printf "%.0f\n", $2 / 1000; exit }'
}
echo "| property | asked | measured | accepted | |"
echo "|---|---|---|---|---|"
read -r m d < <(rtt 100); check "RTT of the bare emulator, median ms" 0 "$m" 0 1.5
read -r m d < <(rtt 100 --delay 40); check "RTT, median ms" "delay 40" "$m" 80 82
read -r m d < <(rtt 100 --delay 10:90); check "RTT, unequal ways, median ms" "delay 10:90" "$m" 100 102
read -r m d < <(rtt 500 --delay 50 --jitter 20 --reorder); check "RTT under jitter, median ms" "delay 50 jitter 20" "$m" 97 104
check "RTT under jitter, deviation ms (theory 16.3)" "" "$d" 14.5 18.5
check "loss, one way, %" "loss 2:0" "$(loss --loss 2:0 | percent)" 1.3 2.7
check "loss, both ways, % (theory 19)" "loss 10" "$(loss --loss 10 | percent)" 16.5 21.5
check "loss in bursts of 5, %" "loss 5:0 burst 5" "$(loss --loss 5:0 --burst 5 | percent)" 3.2 6.8
gaps() { awk -F'[= ]' '/icmp_seq/ { print $6 }'; }
a=$(loss --loss 5 --seed 7 | gaps | cksum); b=$(loss --loss 5 --seed 7 | gaps | cksum); c=$(loss --loss 5 --seed 8 | gaps | cksum)
check "same seed, same packets lost" 1 "$([ "$a" = "$b" ] && echo 1 || echo 0)" 1 1
check "other seed, other packets" 1 "$([ "$a" != "$c" ] && echo 1 || echo 0)" 1 1
# TCP payload is 1448 of 1500 bytes: goodput is at most 96.5 % of the rate.
check "TCP goodput kbit/s" "rate 256" "$(rate --rate 256)" 215 250
check "TCP goodput kbit/s" "rate 10000 delay 20" "$(rate --rate 10000 --delay 20)" 8600 9700
check "TCP goodput kbit/s" "rate 200000 delay 5" "$(rate --rate 200000 --delay 5)" 165000 194000
check "TCP goodput Mbit/s, no limit" "rate 0" "$(($(rate) / 1000))" 500 1000000
read -r m d < <("$LINKEM" --quiet --rate 1000 --queue 300 -- sh -c 'iperf3 -c 10.77.0.2 -u -b 3M -t 6 >/dev/null & sleep 1.5; ping -c 20 -i 0.2 10.77.0.2; wait' ::: iperf3 -s -1 2>/dev/null | awk -F'[/ ]' '/^rtt/ { print $8, $10 }')
check "RTT through a full queue, mean ms" "rate 1000 queue 300, 3 Mbit/s offered" "$m" 260 330
got=$("$LINKEM" --quiet --outage 1+2 -- ping -c 50 -i 0.1 10.77.0.2 | sed -n 's/.* \([0-9]*\) received.*/\1/p')
check "pings of 50 in 5 s passing a 2 s outage" "outage 1+2" "$got" 28 32
"$LINKEM" up $NAME --delay 15 --net 10.78.0
m=$("$LINKEM" exec $NAME left sh -c 'ping -c 5 -i 0.1 $LINKEM_RIGHT' | awk -F'[/ ]' '/^rtt/ { print $8 }')
check "up / exec / down: RTT mean ms" "delay 15" "$m" 30 33
"$LINKEM" down $NAME >"$WORK/down"
check "up / exec / down: packets counted at left" 5 "$(sed -n 's/^linkem left->right in=\([0-9]*\) .*/\1/p' "$WORK/down")" 5 5
"$LINKEM" --quiet -- sh -c 'exit 7' ::: sleep 100; check "exit status is the left command's" 7 $? 7 7
exit $bad
