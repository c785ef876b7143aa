#!/bin/sh
# Builds into DIR what the static programs of `make dist` are linked with and the distribution does not have: a small
# libcurl (lib/, include/, pkgconfig/) and lib/start.o. Says nothing if it is there already.
#
#   dist-curl.sh DIR
#
# The distribution's own libcurl cannot go into a static program: it wants Kerberos, LDAP and a resolver that loads
# glibc's modules at run time. This one is made of the same source package with the same security patches: HTTP and
# HTTPS alone, OpenSSL, and c-ares for names. The package is fetched with deb-src lines of this step's own, made from
# the machine's Debian repositories; the machine's apt is not changed.
set -eu
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
"$here/install-packages.sh" gcc make pkg-config dpkg-dev gpgv debian-archive-keyring libcurl4-openssl-dev libssl-dev \
    libc-ares-dev libfcgi-dev libsqlite3-dev

# A security update of anything that is linked in, or a change of this file, builds it again.
stamp="$(dpkg-query -W -f '${source:Package} ${source:Version} ' libcurl4-openssl-dev libssl-dev libc-ares-dev \
    libfcgi-dev libsqlite3-dev libc6-dev)$(
    cat "$here/dist-curl.sh" "$here/dist-start.c" | cksum)"
[ "$(cat "$dir/stamp" 2>/dev/null || true)" != "$stamp" ] || exit 0
rm -rf "$dir"
mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial" "$dir/source"
dir=$(cd "$dir" && pwd)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

sources() {
    apt-get indextargets --format "deb-src [signed-by=$keyring] \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
        'Identifier: Packages' 'Origin: Debian' 'Component: main' | sort -u
}
sources >"$dir/apt/sources.list"
# Without its lists apt does not know whose a repository is.
[ -s "$dir/apt/sources.list" ] || { apt-get update -qq; sources >"$dir/apt/sources.list"; }
[ -s "$dir/apt/sources.list" ] || { echo "dist: apt knows no Debian repository to take curl's source from." >&2; exit 1; }

# Whatever the machine's apt allows: nothing unsigned here.
apt() {
    apt-get -qq -o Dir::Etc::SourceList="$dir/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$dir/apt/lists" -o Dir::Cache="$dir/apt/cache" \
        -o APT::Get::AllowUnauthenticated=false -o Acquire::AllowInsecureRepositories=false \
        -o Acquire::AllowWeakRepositories=false -o Acquire::AllowDowngradeToInsecureRepositories=false "$@"
}
echo "dist: fetching curl's source package" >&2
apt update
# apt has checked them; checked once more by hand, so that no setting of apt that we do not know can switch it off.
for release in "$dir"/apt/lists/*InRelease; do
    # By one of its keys: a release is signed with those of the next Debian as well, which an older keyring lacks.
    gpgv --status-fd 1 --keyring "$keyring" "$release" 2>&1 | tee "$dir/apt/gpgv.log" | grep -q ' VALIDSIG ' ||
        { cat "$dir/apt/gpgv.log" >&2; echo "dist: the signature of ${release##*/} is not Debian's." >&2; exit 1; }
done
(cd "$dir/source" && apt source --only-source curl >"$dir/fetch.log" 2>&1) || { cat "$dir/fetch.log" >&2; exit 1; }

cd "$dir"/source/curl-*/
version=$(dpkg-parsechangelog -S Version)
echo "dist: building libcurl $version" >&2
# openssl.cnf is not read, here and in dist-start.c, which says why.
{
    ./configure --quiet --prefix="$dir" --libdir="$dir/lib" --disable-shared --enable-static \
        --with-openssl --enable-ares --without-ca-bundle --without-ca-path --disable-openssl-auto-load-config \
        --without-zlib --without-brotli --without-zstd --without-libpsl --without-libidn2 --without-nghttp2 \
        --without-librtmp --without-libssh2 --without-libgsasl --without-gssapi \
        --disable-ftp --disable-file --disable-ldap --disable-ldaps --disable-rtsp --disable-dict --disable-telnet \
        --disable-tftp --disable-pop3 --disable-imap --disable-smb --disable-smtp --disable-gopher --disable-mqtt \
        --disable-manual --disable-libcurl-option --disable-ntlm --disable-ntlm-wb --disable-tls-srp \
        --disable-unix-sockets --disable-cookies --disable-alt-svc --disable-hsts --disable-doh --disable-dateparse \
        CFLAGS="-O2 -fPIC -ffunction-sections -fdata-sections -fstack-protector-strong -Wformat" \
        CPPFLAGS="-D_FORTIFY_SOURCE=2" &&
        make -s -j"$(nproc)" -C lib install && make -s -C include install
} >"$dir/build.log" 2>&1 || { tail -n 30 "$dir/build.log" >&2; echo "dist: libcurl was not built: $dir/build.log" >&2; exit 1; }

gcc -O2 -fPIC -Wall -Werror -c "$here/dist-start.c" -o "$dir/lib/start.o"

# What SwiftPM asks for instead of the distribution's: with all that a static libcurl needs, in the linker's order. The
# other libraries are the distribution's, but where they lie is not said: it is where the wrong libcurl is as well.
mkdir -p "$dir/pkgconfig"
for library in fcgi sqlite3 libcrypto; do
    sed 's/-L[^ ]*//' "$(pkg-config --variable=pcfiledir "$library")/$library.pc" >"$dir/pkgconfig/$library.pc"
done
cat >"$dir/pkgconfig/libcurl.pc" <<PC
Name: libcurl
Description: libcurl for a static program
Version: ${version%%-*}
Cflags: -I$dir/include
Libs: -L$dir/lib -lcurl -lssl -lcrypto -lcares
PC
echo "curl $version" >"$dir/built"
cd "$dir"
rm -rf "$dir/source" "$dir/apt"
echo "$stamp" >"$dir/stamp"
