#!/bin/sh
# Makes dist/calllog-VERSION-linux-x86_64.tar.gz: two static programs that need nothing of the host but /proc, with the
# files of nginx, Apache and systemd, and what a person needs to know who has no more than this.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
scripts=$root/Tests/Scripts
libraries=$root/.build/dist-curl
build=$root/.build/dist
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "dist: made on Linux on x86-64 only." >&2; exit 1; }

before=$(cat "$libraries/stamp" 2>/dev/null || true)
"$scripts/dist-curl.sh" "$libraries"
# SwiftPM looks for libraries when it plans a build, and keeps the plan.
[ "$before" = "$(cat "$libraries/stamp")" ] || rm -rf "$build"

export PKG_CONFIG_PATH="$libraries/pkgconfig"
for program in calllog-fcgi calllogctl; do
    # The linker warns of calls that need the host's glibc for names of hosts, users and groups, and for modules. None
    # is made: names are c-ares's work, addresses are numeric, and check-dist.sh runs where there is no glibc.
    ${SWIFT:-swift} build -c release --scratch-path "$build" --product "$program" --static-swift-stdlib \
        -Xswiftc -static-executable -Xlinker "$libraries/lib/start.o" >"$build.log" 2>&1 ||
        { grep -E 'error|undefined' "$build.log" >&2 || cat "$build.log" >&2; exit 1; }
    # A program interpreter or a needed library would be the host's.
    if readelf -ld "$build/release/$program" | grep -E 'INTERP|NEEDED' >&2; then
        echo "dist: $program is not static." >&2
        exit 1
    fi
done

version=$("$build/release/calllog-fcgi" --version)
name=calllog-${version##* }-linux-x86_64
stage=$build/stage/$name
rm -rf "$build/stage"
mkdir -p "$stage/licenses" dist
for program in calllog-fcgi calllogctl; do strip -o "$stage/$program" "$build/release/$program"; done
cp -R nginx "$stage/"
cp Sources/CallLogResponder/calllog-fcgi.8 Sources/CallLogAdmin/calllogctl.1 "$stage/"
sed "s/@VERSION@/${version##* }/" "$scripts/dist-INSTALL.txt" >"$stage/INSTALL"

packages="libssl-dev libc-ares-dev libsqlite3-dev libfcgi-dev libc6-dev $(dpkg-query -W -f '${Package} ' 'libstdc++-*-dev')"
# What is inside, for whoever has to know whether a security notice concerns it; and whose work it is.
{
    echo "swift $(${SWIFT:-swift} --version 2>&1 | sed -n 's/.*Swift version \([^ ]*\).*/\1/p')"
    cat "$libraries/built"
    # shellcheck disable=SC2016,SC2086
    dpkg-query -W -f '${source:Package} ${source:Version}\n' $packages
} | sort >"$stage/CONTENTS"
for package in libcurl4-openssl-dev $packages; do
    cp "/usr/share/doc/$package/copyright" "$stage/licenses/${package%-dev}"
done
cp "$(dirname "$(readlink -f "$(command -v "${SWIFT:-swift}")")")/../share/swift/LICENSE.txt" "$stage/licenses/swift"

# The same content makes the same file.
tar -C "$build/stage" --sort=name --owner=0 --group=0 --numeric-owner --mode=go=u-w \
    --mtime="@$(git log -1 --format=%ct 2>/dev/null || echo 0)" -cf - "$name" | gzip -9n >"dist/$name.tar.gz"
rm -rf "$build/stage"
echo "dist/$name.tar.gz  $(wc -c <"dist/$name.tar.gz") bytes"
