#!/bin/sh
# abi.sh CC INCLUDE_FOLDER BASELINE_FOLDER WORK_FOLDER: the structs, enums, limits and ids of the C headers are what
# they were when they were published, by abidiff against sdk/abi; and a change of any kind is found.
# With CORDEE_WRITE_ABI=1 what is now becomes what is published: only for what is new.
set -eu
cc=$1 include=$2 baseline=$3 work=$4
rm -rf "$work"
mkdir -p "$work"

# A library with every type and number of the headers in its debug information.
library() { # INCLUDE_FOLDER NAME
    {
        (cd "$1" && find cordee -name '*.h' | sort | sed 's/.*/#include <&>/')
        cat $(find "$1/cordee" -name '*.h' | sort) >"$work/$2.all"
        # } name;  at the end of a typedef, and struct names
        sed -n 's/^} \(cordee_[a-z_]*\);$/CORDEE_EXPORT \1 abi_\1;/p' "$work/$2.all"
        sed -n 's/^#define CORDEE_\([A-Z_]*\) .*/\1/p' "$work/$2.all" |
            grep -v -e '^EXT_' -e '^C_' -e '^EXPORT$' -e '^ENUM$' -e '_UNKNOWN$' |
            sed 's/.*/CORDEE_EXPORT enum abi_& { ABI_& = (int)CORDEE_& } abi_limit_&;/'
    } >"$work/$2.c"
    "$cc" -std=c11 -g -O0 -fPIC -shared -fvisibility=hidden -fno-eliminate-unused-debug-types -I"$1" \
        -o "$work/$2.so" "$work/$2.c"
}
ids() { # INCLUDE_FOLDER
    sed -n 's/^#define \(CORDEE_EXT_[A-Z_]*\) \(".*"\)$/\1 \2/p' "$1"/cordee/ext/*.h | sort
}
same() { # NAME
    abidiff --no-added-syms --no-show-locs "$baseline/cordee-abi-1.xml" "$work/$1.so" >"$work/$1.diff" 2>&1
}

library "$include" now
ids "$include" >"$work/ids"
if [ -n "${CORDEE_WRITE_ABI:-}" ]; then
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs --type-id-style hash \
        --out-file "$baseline/cordee-abi-1.xml" "$work/now.so"
    cp "$work/ids" "$baseline/extension-ids"
fi
if ! same now; then
    cat "$work/now.diff"
    echo "abi.sh: error: a header of the plugin interface has changed what was published (sdk/abi)"
    echo "abi.sh: hint: give what is new a new extension id beside the old one; see sdk/README.md"
    exit 1
fi
# An id that was published stays; new ones may come.
if [ -n "$(comm -23 "$baseline/extension-ids" "$work/ids")" ]; then
    comm -23 "$baseline/extension-ids" "$work/ids"
    echo "abi.sh: error: these extension ids were published and are gone"
    exit 1
fi

# Each change must be found, or this test would say nothing.
found() { # WHAT FILE SED_EXPRESSION
    rm -rf "$work/changed"
    cp -r "$include" "$work/changed"
    sed -i "$3" "$work/changed/cordee/$2"
    if cmp -s "$include/cordee/$2" "$work/changed/cordee/$2"; then
        echo "abi.sh: error: nothing to change for: $1"
        exit 1
    fi
    library "$work/changed" changed
    if same changed; then
        echo "abi.sh: error: this change was not found: $1"
        exit 1
    fi
    echo "found: $1"
}
found "an argument of another type" ext/timer.h 's/uint32_t milliseconds)/uint64_t milliseconds)/'
found "a field more" ext/task.h 's/^    cordee_text detail;/    cordee_text detail; int more;/'
found "two fields in another order" ext/files.h 's/^    uint32_t kind;.*/    uint32_t mode;/; s/^    uint32_t mode; .*/    uint32_t kind;/'
found "a function that is gone" ext/consent.h 's/^    void (\*withdraw).*;//'
found "another value of an enum" base.h 's/CORDEE_DENIED = 5/CORDEE_DENIED = 7/'
found "another limit" ext/storage.h 's/KEYS_MOST 1024u/KEYS_MOST 512u/'

# What is only added is fine.
rm -rf "$work/changed"
cp -r "$include" "$work/changed"
sed 's/RATE/SPEED/g; s/rate/speed/g; s/^#define CORDEE_EXT_SPEED .*/&\n#define CORDEE_SPEED_MOST 5u/' "$include/cordee/ext/rate.h" \
    >"$work/changed/cordee/ext/speed.h"
library "$work/changed" changed
same changed || { cat "$work/changed.diff"; echo "abi.sh: error: an extension that is new was taken for a change"; exit 1; }
echo "not a change: a new extension"
