#!/bin/sh
# Makes a private nginx set-up in DIR out of the very files in nginx/: only the address, the socket and the paths of
# the log are replaced. Metrics are on the Unix socket DIR/metrics.sock: no second port to find.
#
#   render-nginx.sh DIR ADDRESS SOCKET [LIMITS_FILE]
set -eu
dir=$1 address=$2 socket=$3
here=$(cd "$(dirname "$0")/../../nginx" && pwd)
limits=${4:-$here/calllog_limits.conf}
mkdir -p "$dir/temp"
rm -f "$dir/metrics.sock"

sed -e "s|listen 127.0.0.1:8081;|listen unix:$dir/metrics.sock;|" \
    -e "s|unix:/run/calllog/fcgi.sock|unix:$socket|" \
    -e "s|/var/log/nginx/calllog.access.log|$dir/access.log|" \
    "$here/calllog.conf" > "$dir/calllog.conf"
sed -e "s|^listen 127.0.0.1:8080;|listen $address;|" "$here/calllog_listen.conf" > "$dir/calllog_listen.conf"
cp "$here/calllog_params" "$dir/calllog_params"
cp "$limits" "$dir/calllog_limits.conf"

# Running as root, nginx would give its workers to another user, who may not enter a private directory.
user=""
if [ "$(id -u)" = 0 ]; then user="user root;"; fi
cat > "$dir/nginx.conf" <<CONF
$user
worker_processes 2;
pid $dir/nginx.pid;
error_log $dir/error.log notice;
events { worker_connections 4096; }
http {
    client_body_temp_path $dir/temp/body;
    fastcgi_temp_path $dir/temp/fastcgi;
    proxy_temp_path $dir/temp/proxy;
    uwsgi_temp_path $dir/temp/uwsgi;
    scgi_temp_path $dir/temp/scgi;
    include calllog.conf;
}
CONF
