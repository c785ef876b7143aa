#!/bin/bash
# Lets schemathesis make requests out of /openapi.json, right and wrong ones, and compares every answer with the file.
#
#   check-openapi.sh [SCHEMATHESIS_OPTION...]
#
# The programs of CALLLOG_PROGRAMS (.build/debug) run behind nginx with the repository's own files, but without its
# limits per address. schemathesis comes from PyPI into .build/schemathesis; where PyPI cannot be had, nothing is checked
# and one line says so. CALLLOG_EXAMPLES: how many requests of each kind (100).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=${CALLLOG_PROGRAMS:-$root/.build/debug}
tool=$root/.build/schemathesis
version=4.32.5

if [ "$("$tool/bin/schemathesis" --version 2>/dev/null)" != "schemathesis, version $version" ]; then
    "$root/Tests/Scripts/install-packages.sh" python3-venv
    if ! { python3 -m venv "$tool" && "$tool/bin/pip" install --quiet "schemathesis==$version"; }; then
        echo "check-openapi: schemathesis cannot be had here; the answers were not compared with openapi.json."
        exit 0
    fi
fi

dir=$(mktemp -d /tmp/calllog-openapi-XXXXXX)
responder=""
nginx=""
stop() {
    trap - EXIT INT TERM
    for pid in $nginx $responder; do
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM
chmod 0755 "$dir"

socket=$dir/fcgi.sock
(umask 077; openssl rand -hex 32 > "$dir/secret"; openssl rand -hex 16 > "$dir/demo.key")
export APP_SERVER_SECRET_KEY_FILE=$dir/secret
export DATABASE_URL=sqlite://$dir/data/calllog.db
export TESTCRM_API_KEYS='*'
export CALLLOG_LOG_FILE=$dir/responder.log
export CALLLOG_LOG_LEVEL=error

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
spawn-fcgi -n -s "$socket" -M 0666 -b 512 -- "$bin/calllog-fcgi" &
responder=$!
: > "$dir/limits.conf"
"$root/Tests/Scripts/render-nginx.sh" "$dir/nginx" "127.0.0.1:$port" "$socket" "$dir/limits.conf"
nginx -p "$dir/nginx" -c "$dir/nginx/nginx.conf" -e "$dir/nginx/error.log" -g 'daemon off;' &
nginx=$!
base=http://127.0.0.1:$port
curl -s -o /dev/null --retry 50 --retry-connrefused --retry-delay 1 --retry-all-errors -f "$base/isAlive"
"$bin/calllogctl" user set --platform testCRM --id demo --access-token-file "$dir/demo.key" 2>/dev/null
token=$("$bin/calllogctl" token mint --platform testCRM --user demo)

# Three checks ask for what the wire contract does not do: 401 without a token (it is 400), a 4xx for every wrong value
# (most are a 200 that says what is wrong), and never a 400 for a right one (a platform may be unknown).
unwanted=ignored_auth,negative_data_rejection,positive_data_acceptance
# A logout is asked for like everything else and ends the session of the requests after it; so it goes without a token.
cat > "$dir/schemathesis.toml" <<TOML
[[operations]]
include-path = "/unAuthorize"
headers = { Authorization = "Bearer ended" }
TOML
cd "$dir"
result=0
"$tool/bin/schemathesis" --config-file "$dir/schemathesis.toml" run "$base/openapi.json" \
    --header "Authorization: Bearer $token" --exclude-checks "$unwanted" --max-examples "${CALLLOG_EXAMPLES:-100}" \
    --seed 1 --no-color "$@" || result=$?
if ! kill -0 "$responder"; then
    echo "check-openapi: the responder has died." >&2
    exit 1
fi
exit "$result"
