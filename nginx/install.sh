#!/bin/sh
# Puts the built programs, the web server's and service manager's files and the manual pages in place, or removes them.
#
#   DESTDIR=  PREFIX=/usr/local  BIN_DIR=.build/release  nginx/install.sh install | uninstall
#
# Also works where the programs and the manual pages lie in the directory above this one, as in a release.
#
# Settings and data are never overwritten and never removed, nor is an nginx file that somebody has changed: a copy of
# what was put there tells. With DESTDIR nothing outside of it is touched: no user is made, no service told.
set -eu
# The service's user passes through directories that we make.
umask 022
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
destdir=${DESTDIR:-}
prefix=${PREFIX:-/usr/local}
bin=$root/.build/release
[ ! -x "$root/calllog-fcgi" ] || bin=$root
bin=${BIN_DIR:-$bin}
case $bin in /*) ;; *) bin=$root/$bin ;; esac

case $prefix in
    *[!A-Za-z0-9._/+-]*) echo "PREFIX is to have letters, digits and ._-+/ alone." >&2; exit 64 ;;
    /usr | /usr/local) units=$prefix/lib/systemd/system ;;
    /*) units=/etc/systemd/system ;;
    *) echo "PREFIX must be an absolute path." >&2; exit 64 ;;
esac
libexec=$prefix/libexec/calllog
share=$prefix/share/calllog
man=$prefix/share/man
config=/etc/calllog
data=/var/lib/calllog
user=calllog
nginx_files="conf.d/calllog.conf calllog_params calllog_limits.conf calllog_listen.conf"
# For people who have Apache, to copy from: nothing reads them where they are put.
apache_files=".htaccess calllog.fcgi calllog-apache.conf"

is_live() { [ -z "$destdir" ]; }
runs_systemd() { is_live && [ -d /run/systemd/system ]; }

directory() { # directory MODE PATH: one that is there keeps its mode and owner
    [ -d "$destdir$2" ] || install -d -m "$1" "$destdir$2"
}

put() { # put MODE SOURCE PATH
    directory 0755 "$(dirname "$3")"
    install -m "$1" "$2" "$destdir$3"
    echo "installed  $destdir$3"
}

put_unless_changed() { # put_unless_changed SOURCE PATH COPY: COPY is what we put there last
    if [ ! -e "$destdir$2" ] || cmp -s "$destdir$2" "$destdir$3"; then
        put 0644 "$1" "$2"
    elif cmp -s "$1" "$destdir$2" || cmp -s "$1" "$destdir$3"; then
        echo "kept       $destdir$2"
    else
        put 0644 "$1" "$2.new"
        echo "kept       $destdir$2, which was changed here: look at $2.new"
    fi
    directory 0755 "$share"
    install -m 0644 "$1" "$destdir$3"
}

manual() { # manual NAME DIRECTORY: where it lies in the source tree, or in a release
    if [ -e "$root/Sources/$2/$1" ]; then echo "$root/Sources/$2/$1"; else echo "$root/$1"; fi
}

rendered() { # rendered SOURCE: to standard output, for this PREFIX
    sed "s|/usr/local/libexec|$prefix/libexec|" "$1"
}

install_all() {
    if is_live && [ "$(id -u)" != 0 ]; then
        echo "Only root may install for everybody: sudo make install, or name a directory: make install DESTDIR=..." >&2
        exit 1
    fi
    for program in calllog-fcgi calllogctl; do
        [ -x "$bin/$program" ] || { echo "There is no $bin/$program yet: make build" >&2; exit 1; }
    done
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT

    if is_live && ! grep -q "^$user:" /etc/passwd; then
        useradd --system --user-group --no-create-home --home-dir "$data" --shell /usr/sbin/nologin "$user"
        echo "made       user $user"
    fi
    put 0755 "$bin/calllog-fcgi" "$libexec/calllog-fcgi"
    put 0755 "$bin/calllogctl" "$prefix/bin/calllogctl"
    put 0644 "$(manual calllog-fcgi.8 CallLogResponder)" "$man/man8/calllog-fcgi.8"
    put 0644 "$(manual calllogctl.1 CallLogAdmin)" "$man/man1/calllogctl.1"
    for unit in calllog.service calllog.socket; do
        rendered "$here/$unit" > "$work/$unit"
        put 0644 "$work/$unit" "$units/$unit"
    done
    for file in $nginx_files; do
        put_unless_changed "$here/$(basename "$file")" "/etc/nginx/$file" "$share/$(basename "$file")"
    done

    for file in $apache_files; do
        mode=0644
        [ ! -x "$here/apache/$file" ] || mode=0755
        put $mode "$here/apache/$file" "$share/apache/$file"
    done

    directory 0750 "$config"
    if [ -e "$destdir$config/calllog.conf" ]; then
        echo "kept       $destdir$config/calllog.conf"
    else
        "$bin/calllogctl" init --blank > "$work/settings"
        put 0640 "$work/settings" "$config/calllog.conf"
        if is_live; then chown root:$user "$config" "$config/calllog.conf"; fi
    fi
    if [ ! -d "$destdir$data" ]; then
        directory 0700 "$data"
        if is_live; then chown $user:$user "$data"; fi
        echo "made       $destdir$data"
    fi
    if runs_systemd; then systemctl daemon-reload; fi
    say_next
}

say_next() {
    echo
    if ! is_live; then
        cat <<TEXT
In the system under $destdir, once:
  useradd --system --user-group --no-create-home --home-dir $data --shell /usr/sbin/nologin $user
  chown $user:$user $data && chown root:$user $config $config/calllog.conf

TEXT
    fi
    cat <<TEXT
Next, fill in two settings in $config/calllog.conf, or let \`calllogctl init\` write it with all secrets. Then:
  systemctl enable --now calllog.socket calllog.service
  nginx -t && systemctl reload nginx
TEXT
}

take() { # take PATH...: removes what is there
    for path in "$@"; do
        if [ -e "$destdir$path" ]; then
            rm -f "$destdir$path"
            echo "removed    $destdir$path"
        fi
    done
}

uninstall_all() {
    if is_live && [ "$(id -u)" != 0 ]; then
        echo "Only root may uninstall for everybody: sudo make uninstall" >&2
        exit 1
    fi
    if runs_systemd && [ -e "$units/calllog.service" ]; then
        systemctl disable --now calllog.service calllog.socket
    fi
    take "$libexec/calllog-fcgi" "$prefix/bin/calllogctl" "$man/man8/calllog-fcgi.8" "$man/man1/calllogctl.1" \
        "$units/calllog.service" "$units/calllog.socket"
    for file in $nginx_files; do
        if [ ! -e "$destdir/etc/nginx/$file" ]; then
            continue
        elif cmp -s "$destdir/etc/nginx/$file" "$destdir$share/$(basename "$file")"; then
            take "/etc/nginx/$file"
        else
            # Out of nginx's sight: it would go on passing requests to nobody.
            mv "$destdir/etc/nginx/$file" "$destdir/etc/nginx/$file.saved"
            echo "kept       $destdir/etc/nginx/$file.saved, which was changed here"
        fi
        take "$share/$(basename "$file")"
    done
    for file in $apache_files; do take "$share/apache/$file"; done
    for empty in "$libexec" "$share/apache" "$share"; do
        [ ! -d "$destdir$empty" ] || rmdir --ignore-fail-on-non-empty "$destdir$empty"
    done
    if runs_systemd; then systemctl daemon-reload; fi
    echo "kept       $destdir$config (settings and secrets)"
    echo "kept       $destdir$data (the database)"
    if is_live; then echo "kept       user $user"; fi
    echo
    echo "To remove these too: rm -r $destdir$config $destdir$data$(is_live && echo "; userdel $user")"
    echo "If nginx runs: nginx -t && systemctl reload nginx"
}

case ${1:-} in
    install) install_all ;;
    uninstall) uninstall_all ;;
    *) echo "usage: nginx/install.sh install | uninstall" >&2; exit 64 ;;
esac
