#!/bin/bash
# Runs calllog on this machine: the responder under spawn-fcgi behind nginx on loopback, with a demo user on testCRM.
#
#   run-local.sh           logs, loads and updates one call, prints ready curl lines, stays until Ctrl-C
#   run-local.sh --once    the same, then stops
#
# Everything it makes lies in .run/ and is kept: the secret, the database, the logs. Running it again uses them again.
# CALLLOG_PROGRAMS and CALLLOG_RUN name other places for the programs and for .run/.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=${CALLLOG_PROGRAMS:-$root/.build/release}
run=${CALLLOG_RUN:-$root/.run}
socket=$run/fcgi.sock
once=${1:-}

umask 077
mkdir -p "$run"
[ -s "$run/secret" ] || openssl rand -hex 32 > "$run/secret"
[ -s "$run/demo.key" ] || openssl rand -hex 16 > "$run/demo.key"
export APP_SERVER_SECRET_KEY_FILE=$run/secret
export DATABASE_URL=sqlite://$run/data/calllog.db
export TESTCRM_API_KEYS='*'
export CALLLOG_LOG_FILE=$run/responder.log

port=""
for candidate in $(seq 8080 8179); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then port=$candidate; break; fi
done
[ -n "$port" ] || { echo "No port from 8080 to 8179 is free." >&2; exit 1; }

responder=""
nginx=""
stop() {
    trap - EXIT INT TERM
    # nginx first: it finishes what it is serving, then the responder has nothing left to answer.
    if [ -n "$nginx" ]; then kill -QUIT "$nginx" 2>/dev/null || true; wait "$nginx" 2>/dev/null || true; fi
    if [ -n "$responder" ]; then kill -TERM "$responder" 2>/dev/null || true; wait "$responder" 2>/dev/null || true; fi
    rm -f "$socket"
}
trap stop EXIT
trap 'exit 0' INT TERM

rm -f "$socket"
spawn-fcgi -n -s "$socket" -M 0666 -b 512 -- "$bin/calllog-fcgi" &
responder=$!
"$root/Tests/Scripts/render-nginx.sh" "$run/nginx" "127.0.0.1:$port" "$socket"
# nginx's workers may run as another user: they pass through these two directories to the socket and their temp files.
chmod 0711 "$run"
chmod -R go+rX "$run/nginx"
nginx -p "$run/nginx" -c "$run/nginx/nginx.conf" -e "$run/nginx/error.log" -g 'daemon off;' &
nginx=$!

base=http://127.0.0.1:$port
ready=""
for _ in $(seq 100); do
    if [ "$(curl -s -o /dev/null -w '%{http_code}' "$base/isAlive" 2>/dev/null)" = 200 ]; then ready=yes; break; fi
    kill -0 "$responder" 2>/dev/null || { echo "The responder did not start." >&2; exit 1; }
    sleep 0.1
done
[ -n "$ready" ] || { echo "No answer at $base; see $run/nginx/error.log." >&2; exit 1; }

if ! said=$("$bin/calllogctl" user set --platform testCRM --id demo --name "Demo User" --timezone Europe/Berlin \
    --access-token-file "$run/demo.key" 2>&1); then
    echo "$said" >&2
    echo "The demo user could not be made. Move $run away to start anew." >&2
    exit 1
fi
token=$("$bin/calllogctl" token mint --platform testCRM --user demo)

now=$(date -u +%Y-%m-%dT%H:%M:%S.000Z)
session=$(date +%s)$$
call() { # call SESSION: a request body
    cat <<JSON
{"logInfo":{"sessionId":"$1","telephonySessionId":"s-$1","startTime":"$now","duration":125,"direction":"Outbound","result":"Call connected","from":{"phoneNumber":"+16505550100","name":"Alex Agent"},"to":{"phoneNumber":"+12125550147","name":"Carla Customer"},"customSubject":"Outbound Call to Carla Customer"},"note":"Wants a quote for 40 seats.","contactId":42,"contactType":"contact","contactName":"Carla Customer"}
JSON
}
json='Content-Type: application/json'

echo
echo "calllog answers at $base. One call, logged, loaded and updated:"
echo
echo "POST  $(curl -sS -X POST "$base/callLog?jwtToken=$token" -H "$json" -d "$(call "$session")")"
echo
echo "GET   $(curl -sS "$base/callLog?jwtToken=$token&sessionIds=$session&requireDetails=true")"
echo
echo "PATCH $(curl -sS -X PATCH "$base/callLog?jwtToken=$token" -H "$json" \
    -d "{\"sessionId\":\"$session\",\"subject\":\"Quote for Carla\",\"note\":\"Quote sent.\"}")"
echo
echo "Session token of testCRM/demo:"
echo
echo "$token"
echo
echo "Try it yourself:"
echo
echo "TOKEN='$token'"
next=$((session + 1))
cat <<TEXT
curl -X POST "$base/callLog?jwtToken=\$TOKEN" -H '$json' -d '$(call "$next")'
curl "$base/callLog?jwtToken=\$TOKEN&sessionIds=$next&requireDetails=true"
curl -X PATCH "$base/callLog?jwtToken=\$TOKEN" -H '$json' -d '{"sessionId":"$next","subject":"Quote for Carla","note":"Quote sent."}'

TEXT
[ "$once" != --once ] || exit 0
echo "State and logs are in $run. Ctrl-C stops everything."
wait "$responder"
