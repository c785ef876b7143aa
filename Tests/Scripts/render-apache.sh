#!/bin/sh
# Makes a private Apache set-up in DIR out of the very files in nginx/apache/.
#
#   render-apache.sh fcgid DIR ADDRESS           DIR/web is the web, with .htaccess and calllog.fcgi as they are
#   render-apache.sh cgi DIR ADDRESS             the same on a host without mod_fcgid
#   render-apache.sh proxy DIR ADDRESS SOCKET    calllog-apache.conf, with address, socket and logs replaced
#
# A file DIR/extra.conf is read last, and may use ${CALLLOG_ADDRESS} and ${CALLLOG_SOCKET}. Run it with: apache2 -d DIR -f DIR/apache.conf -k start
set -eu
mode=$1 dir=$2 address=$3 socket=${4:-}
here=$(cd "$(dirname "$0")/../../nginx/apache" && pwd)
modules=/usr/lib/apache2/modules
mkdir -p "$dir/web" "$dir/run"

names="mpm_event authz_core reqtimeout env setenvif rewrite headers unique_id"
case $mode in
    fcgid) names="$names fcgid cgid" ;;
    cgi) names="$names cgid" ;;
    proxy) names="$names proxy proxy_fcgi buffer" ;;
esac

{
    echo "ServerRoot $dir"
    echo "ServerName localhost"
    echo "Define CALLLOG_ADDRESS $address"
    echo "Define CALLLOG_SOCKET $socket"
    echo "PidFile $dir/run/apache.pid"
    echo "Mutex file:$dir/run default"
    echo "ErrorLog $dir/error.log"
    echo "DocumentRoot $dir/web"
    # Apache run by root serves as another user, and refuses to serve as root.
    if [ "$(id -u)" = 0 ]; then printf 'User www-data\nGroup www-data\n'; fi
    for name in $names; do echo "LoadModule ${name}_module $modules/mod_$name.so"; done
    # A small machine does with one process.
    printf 'StartServers 1\nServerLimit 1\nMinSpareThreads 1\nMaxSpareThreads 25\nMaxRequestWorkers 25\n'
    case $mode in
        fcgid) printf 'FcgidIPCDir %s/run\nFcgidProcessTableFile %s/run/fcgid.shm\n' "$dir" "$dir" ;;
    esac
    if [ "$mode" != proxy ]; then echo "ScriptSock $dir/run/cgid.sock"; fi
    if [ "$mode" = proxy ]; then
        echo "Include $dir/calllog-apache.conf"
    else
        echo "Listen $address"
        # What a host that logs queries would have to change.
        echo 'LogFormat "%m %U %>s" path'
        echo "CustomLog $dir/access.log path"
        # As in Debian's apache2.conf.
        printf '<FilesMatch "^\\.ht">\nRequire all denied\n</FilesMatch>\n'
        echo "<Directory $dir/web>"
        printf 'AllowOverride FileInfo Options\nRequire all granted\n</Directory>\n'
    fi
    echo "IncludeOptional $dir/extra.con[f]"
} > "$dir/apache.conf"

if [ "$mode" = proxy ]; then
    sed -e "s|127.0.0.1:8080|$address|" \
        -e "s|unix:/run/calllog/fcgi.sock|unix:$socket|" \
        -e "s|/var/log/apache2/calllog.access.log|$dir/access.log|" \
        -e "s|/var/log/apache2/calllog.error.log|$dir/error.log|" \
        "$here/calllog-apache.conf" > "$dir/calllog-apache.conf"
else
    cp "$here/.htaccess" "$here/calllog.fcgi" "$dir/web/"
fi
