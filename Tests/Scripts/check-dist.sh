#!/bin/bash
# Proves that the programs of `make dist` need nothing of the host: lets them do all they do in a chroot that holds these
# two files, /proc, a directory to write to, CA certificates and two files for names. Needs root. Network, mounts and
# processes are in namespaces of their own and end with this script.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
scripts=$root/Tests/Scripts
if [ "${1:-}" != --inside ]; then
    [ "$(id -u)" = 0 ] || { echo "check-dist makes a chroot and a network of its own, and that takes root." >&2; exit 1; }
    "$scripts/install-packages.sh" nginx curl openssl python3 iproute2 binutils util-linux tzdata
    exec unshare --mount --net --pid --fork --kill-child --mount-proc "$0" --inside
fi

work=$(mktemp -d)
jail=$work/jail
clean_up() {
    trap - EXIT
    umount "$jail/proc" 2>/dev/null || umount -l "$jail/proc" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM
fail() {
    echo "FAILED: $1" >&2
    shift
    [ $# = 0 ] || printf '%s\n' "$@" >&2
    for log in "$work"/*.log "$jail"/data/*.log; do
        [ ! -s "$log" ] || { echo "--- ${log##*/}" >&2; tail -n 20 "$log" >&2; }
    done
    exit 1
}
# expect WHAT TEXT PATTERN: the text matches the extended regular expression.
expect() {
    grep -qE -- "$3" <<<"$2" || fail "$1" "expected: $3" "got: $2"
    echo "ok  $1"
}
until_true() { # until_true WHAT COMMAND ...
    local what=$1
    shift
    for _ in $(seq 100); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.05
    done
    fail "$what"
}

# An address that no private network has, or the program would not connect to it; here it is nobody else's.
address=192.88.99.7
ip link set lo up
ip address add "$address/32" dev lo

tarball=$(ls -t "$root"/dist/calllog-*-linux-x86_64.tar.gz | head -n 1)
mkdir -p "$work/unpacked" "$jail/proc" "$jail/etc"
tar -xzf "$tarball" -C "$work/unpacked"
unpacked=$(echo "$work"/unpacked/*)
for program in calllog-fcgi calllogctl; do
    if readelf -ld "$unpacked/$program" | grep -E 'INTERP|NEEDED'; then fail "$program needs the host's libraries"; fi
    install -m 0755 "$unpacked/$program" "$jail/$program"
done
install -d -m 0700 -o 65534 -g 65534 "$jail/data"
mount -t proc proc "$jail/proc"
chmod 0711 "$work"
echo "ok  $(basename "$tarball"): $(stat -c %s "$tarball") bytes; calllog-fcgi $(stat -c %s "$jail/calllog-fcgi"), \
calllogctl $(stat -c %s "$jail/calllogctl")"

authority() { # authority NAME: NAME.pem and NAME.key
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -x509 -days 2 -subj "/CN=$1" \
        -keyout "$work/$1.key" -out "$work/$1.pem" 2>"$work/openssl.log"
}
authority ours
authority other
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=crm \
    -keyout "$work/crm.key" -out "$work/crm.req" 2>>"$work/openssl.log"
echo 'subjectAltName=DNS:oauth.pipedrive.com,DNS:acme.pipedrive.com' >"$work/crm.ext"
openssl x509 -req -in "$work/crm.req" -CA "$work/ours.pem" -CAkey "$work/ours.key" -CAcreateserial -days 2 \
    -extfile "$work/crm.ext" -out "$work/crm.pem" 2>>"$work/openssl.log"
cp "$work/ours.pem" "$work/other.pem" "$jail/data/"

# One name by the name server, the other by the file.
crm_log=$work/crm.log
touch "$crm_log"
echo 'nameserver 127.0.0.1' >"$jail/etc/resolv.conf"
echo "$address acme.pipedrive.com" >"$jail/etc/hosts"
python3 "$scripts/check-dist-crm.py" "$address" "$work/crm.pem" "$work/crm.key" "$crm_log" 2>"$work/crm-errors.log" &
until_true "the CRM starts" grep -q ready "$crm_log"

settings=(
    "APP_SERVER_SECRET_KEY=$(openssl rand -hex 32)" DATABASE_URL=sqlite:///data/calllog.db 'TESTCRM_API_KEYS=*'
    PIPEDRIVE_CLIENT_ID=check PIPEDRIVE_CLIENT_SECRET=check PIPEDRIVE_REDIRECT_URI=https://here/pipedrive-redirect
    CALLLOG_LOG_FILE=/data/responder.log
)
trusting=(CALLLOG_CA_FILE=/data/ours.pem)
# With "exec" the shell becomes the program, so that $! of one in the background is the program's.
replacing=
in_jail() { # in_jail [NAME=VALUE ...] /PROGRAM ARGUMENT ...
    local variables=()
    while [ "${1#*=}" != "$1" ]; do variables+=("$1"); shift; done
    $replacing env -i "${settings[@]}" "${trusting[@]}" "${variables[@]}" \
        /usr/sbin/chroot --userspec=65534:65534 "$jail" "$@"
}
cgi() { # cgi METHOD PATH QUERY [BODY] [NAME=VALUE ...]
    local method=$1 path=$2 query=$3 body=${4:-}
    shift $(($# < 4 ? $# : 4))
    printf %s "$body" | in_jail GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 SERVER_NAME=here SERVER_PORT=80 \
        REMOTE_ADDR=127.0.0.1 REQUEST_SCHEME=http HTTP_HOST=here "REQUEST_METHOD=$method" "SCRIPT_NAME=$path" \
        "QUERY_STRING=$query" "CONTENT_LENGTH=${#body}" CONTENT_TYPE=application/json "$@" /calllog-fcgi 2>&1 || true
}
session=$(date +%s)
new_call() { # new_call [CONTACT]: the body of a request for a call of its own, in summer
    session=$((session + 1))
    body='{"logInfo":{"sessionId":"'$session'","telephonySessionId":"s-'$session'",'
    body+='"startTime":"2026-07-01T10:00:00.000Z","duration":65,"direction":"Outbound","result":"Call connected",'
    body+='"from":{"phoneNumber":"+16505550100","name":"Alex"},"to":{"phoneNumber":"+12125550147","name":"Carla"}},'
    body+='"note":"From the chroot.","contactId":'${1:-42}',"contactType":"contact","contactName":"Carla"}'
}
logged='"successful":true,"logId":"'

echo "In a chroot with: $(cd "$jail" && find . -path ./proc -prune -o -type f -printf '%P ')"
printf 'key' >"$jail/data/key.txt"
expect "calllogctl makes a user" \
    "$(in_jail /calllogctl user set --platform testCRM --id demo --access-token-file /data/key.txt 2>&1 &&
        echo made)" '^made$'
expect "calllogctl says that there are no zone files" \
    "$(in_jail /calllogctl user set --platform testCRM --id demo --timezone Europe/Berlin 2>&1 || true)" 'no time zone of'
token=$(in_jail /calllogctl token mint --platform testCRM --user demo) || fail "calllogctl mints a token"
expect "calllogctl mints a token" "$token" '^[A-Za-z0-9_.-]{100,}$'

replacing="exec" in_jail /calllog-fcgi --listen unix:/data/fcgi.sock --supervise 2 2>"$work/stderr.log" &
responder=$!
until_true "the responder listens" test -S "$jail/data/fcgi.sock"
"$scripts/render-nginx.sh" "$work/nginx" 127.0.0.1:8080 "$jail/data/fcgi.sock" >"$work/render.log"
nginx -p "$work/nginx" -c "$work/nginx/nginx.conf" -e "$work/nginx/error.log" -g 'daemon off;' &
base=http://127.0.0.1:8080
until_true "nginx reaches the responder" curl -sf "$base/isAlive"
json='Content-Type: application/json'
new_call
expect "FastCGI through nginx: POST" "$(curl -sS "$base/callLog?jwtToken=$token" -H "$json" -d "$body")" "$logged"
expect "FastCGI through nginx: the same again is refused" \
    "$(curl -sS "$base/callLog?jwtToken=$token" -H "$json" -d "$body")" '"successful":false'
loaded=$(curl -sS "$base/callLog?jwtToken=$token&sessionIds=$session&requireDetails=true")
expect "FastCGI through nginx: GET" "$loaded" '"note":"From the chroot."'
expect "FastCGI through nginx: PATCH" \
    "$(curl -sS -X PATCH "$base/callLog?jwtToken=$token" -H "$json" -d '{"sessionId":"'$session'","note":"Changed."}')" \
    '"updatedNote":"Changed."'

login=$(curl -sS "$base/oauth-callback?callbackUri=https://here/pipedrive-redirect?state=platform=pipedrive&code=c")
expect "HTTPS: a login at Pipedrive" "$login" '"jwtToken":"'
expect "c-ares: a name by the name server" "$(cat "$crm_log")" '^DNS oauth.pipedrive.com 1$'
expect "HTTPS: the certificate's host got the request" "$(cat "$crm_log")" '^POST oauth.pipedrive.com/oauth/token'
crm_token=$(sed 's/.*"jwtToken":"\([^"]*\)".*/\1/' <<<"$login")
new_call 7
expect "HTTPS: a call logged in Pipedrive" \
    "$(curl -sS "$base/callLog?jwtToken=$crm_token" -H "$json" -d "$body")" "$logged"
expect "c-ares: a name by /etc/hosts" "$(cat "$crm_log")" '^POST acme.pipedrive.com/api/v2/activities .*From the chroot'
# Summer in Berlin is two hours from UTC. Pipedrive said one: what there is without the rules of the zone.
expect "no zone files: the CRM's offset counts" "$(tail -n 1 "$crm_log")" '11:00:00'

doctor=$(in_jail /calllogctl doctor --user pipedrive/777-4242-pipedrive --socket unix:/data/fcgi.sock --url "$base" 2>&1) ||
    fail "calllogctl doctor finds nothing wrong" "$doctor"
expect "calllogctl doctor: the CRM answers over TLS" "$doctor" '^ok +crm +pipedrive: acme.pipedrive.com answers over TLS'

kill -HUP "$responder"
until_true "a new generation of workers" grep -q '"generation":2\|generation 2' "$jail/data/responder.log"
expect "new workers serve" "$(curl -sS "$base/isAlive")" '^OK$'
kill -TERM "$responder"
status=0
wait "$responder" || status=$?
expect "SIGTERM ends it" "$status" '^0$'
replacing="exec" in_jail /calllog-fcgi --listen 127.0.0.1:9000 2>>"$work/stderr.log" &
responder=$!
until_true "the responder listens on TCP" "$scripts/check-dist-times.py" --ask 127.0.0.1:9000
kill -TERM "$responder"
wait "$responder" || fail "the responder ends well"
echo "ok  FastCGI over TCP"

new_call
expect "plain CGI: POST" "$(cgi POST /callLog "jwtToken=$token" "$body")" "$logged"
expect "plain CGI: GET" "$(cgi GET /callLog "jwtToken=$token&sessionIds=$session")" '"matched":true'
log_call() { # log_call WHAT PATTERN [NAME=VALUE ...]: logs a call in Pipedrive by plain CGI
    local what=$1 pattern=$2
    shift 2
    new_call 7
    expect "$what" "$(cgi POST /callLog "jwtToken=$crm_token" "$body" "$@")" "$pattern"
}
log_call "plain CGI: a call logged in Pipedrive" "$logged"
asked=$(wc -l <"$crm_log")
log_call "another authority is not trusted" '"successful":false' CALLLOG_CA_FILE=/data/other.pem
[ "$(wc -l <"$crm_log")" = "$asked" ] || fail "a request was sent to a host that was not verified"
trusting=()
refused=$(in_jail GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET /calllog-fcgi 2>&1 </dev/null || echo "exit $?")
expect "no authority at all: it is said" "$refused" 'CALLLOG_CA_FILE.*ca-certificates'
expect "no authority at all: a wrong setting" "$refused" '^exit 78$'
for place in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
    /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem /etc/ssl/ca-bundle.pem \
    /var/lib/ca-certificates/ca-bundle.pem /etc/ssl/cert.pem; do
    mkdir -p "$jail$(dirname "$place")"
    cp "$work/ours.pem" "$jail$place"
    log_call "CA bundle at $place" "$logged"
    rm "$jail$place"
done
trusting=(CALLLOG_CA_FILE=/data/ours.pem)

mkdir -p "$jail/usr/lib/ssl" "$jail/usr/share/zoneinfo/Europe"
printf 'openssl_conf = i\n[i]\nproviders = p\n[p]\nlegacy = l\n[l]\nmodule = /legacy.so\nactivate = 1\n' \
    >"$jail/usr/lib/ssl/openssl.cnf"
log_call "the host's openssl.cnf is not read" "$logged"
cp /usr/share/zoneinfo/Europe/Berlin "$jail/usr/share/zoneinfo/Europe/"
log_call "with zone files" "$logged"
expect "summer time is known" "$(tail -n 1 "$crm_log")" '12:00:00'
expect "calllogctl tells the state" "$(in_jail /calllogctl status 2>&1)" .
expect "calllogctl makes a copy" "$(in_jail /calllogctl backup /data/copy.db 2>&1 && ls "$jail/data/copy.db")" copy.db

expect "calllogctl writes settings" "$(in_jail /calllogctl init --blank 2>&1)" '^DATABASE_URL='
cp -R "$unpacked" "$work/release"
expect "the release installs itself" "$(DESTDIR=$work/system "$work/release/nginx/install.sh" install 2>&1)" \
    'installed .*/calllog-fcgi.8'

echo "Times on this machine ($(nproc) cores), a fresh database each:"
for program in "$unpacked/calllog-fcgi" "$root/.build/release/calllog-fcgi"; do
    [ -x "$program" ] || continue
    echo "$(if [ "$program" = "$unpacked/calllog-fcgi" ]; then echo static; else echo "linked to the host's libraries"; fi):"
    mkdir "$work/times"
    export DATABASE_URL=sqlite://$work/times/calllog.db CALLLOG_LOG_FILE=$work/times/log "${settings[0]}"
    export TESTCRM_API_KEYS='*'
    printf 'key' >"$work/times/key"
    "$unpacked/calllogctl" user set --platform testCRM --id demo --access-token-file "$work/times/key" 2>/dev/null
    "$scripts/check-dist-times.py" "$program" "$("$unpacked/calllogctl" token mint --platform testCRM --user demo)"
    rm -rf "$work/times"
done
