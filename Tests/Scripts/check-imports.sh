#!/bin/sh
# C libraries are imported only by files named ...+C.swift, and nothing we ship imports FoundationNetworking or all of
# Foundation.
set -eu
cd "$(dirname "$0")/../.."
status=0
report() {
    if [ -n "$2" ]; then printf '%s:\n%s\n' "$1" "$2" >&2; status=1; fi
}
report "a C library outside a +C.swift file" \
    "$(grep -rlE '^ *(@[a-zA-Z_]+ *)?(internal |private |package |public )?import +CLib' Sources --include='*.swift' | grep -v '+C\.swift$' || true)"
report "FoundationNetworking in shipped code" "$(grep -rlE '^import FoundationNetworking' Sources --include='*.swift' || true)"
report "all of Foundation in shipped code" "$(grep -rlE '^import Foundation$' Sources --include='*.swift' --exclude-dir=CallLogBench || true)"
exit $status
