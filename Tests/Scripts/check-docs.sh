#!/bin/sh
# Every public symbol of every module has a doc comment: names those that have none, and ends with 1. Looks at the
# modules of the last debug build, so it takes a second or two.
set -eu
cd "$(dirname "$0")/../.."
modules=.build/debug/Modules
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
status=0
for folder in Sources/*/; do
    module=$(basename "$folder")
    # C libraries have headers, programs no interface.
    [ -e "$modules/$module.swiftmodule" ] && [ ! -e "$folder/main.swift" ] || continue
    maps=""
    for map in Sources/CLib*/module.modulemap; do maps="$maps -Xcc -fmodule-map-file=$map"; done
    # shellcheck disable=SC2086
    swift symbolgraph-extract -module-name "$module" -I "$modules" $maps -target "$(uname -m)-unknown-linux-gnu" \
        -minimum-access-level public -skip-synthesized-members -output-dir "$graphs"
done
[ -n "$(ls "$graphs")" ] || { echo "Build first: swift build --build-tests" >&2; exit 1; }
for graph in "$graphs"/*.symbols.json; do
    missing=$(sqlite3 :memory: "
        SELECT replace(json_extract(symbol, '$.location.uri'), 'file://$PWD/', '') || ':'
            || (json_extract(symbol, '$.location.position.line') + 1) || ': '
            || json_extract(symbol, '$.kind.displayName') || ' '
            || (SELECT group_concat(value, '.') FROM json_each(symbol, '$.pathComponents'))
        FROM (SELECT value AS symbol FROM json_each(readfile('$graph'), '$.symbols'))
        WHERE json_extract(symbol, '$.docComment') IS NULL AND json_extract(symbol, '$.location') IS NOT NULL
        ORDER BY 1")
    if [ -n "$missing" ]; then printf 'no doc comment:\n%s\n' "$missing" >&2; status=1; fi
done
exit $status
