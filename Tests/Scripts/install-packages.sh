#!/bin/sh
# Installs the distribution packages named as arguments, those that are missing; says nothing if none is.
set -eu
missing=""
for package in "$@"; do
    if [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)" != "install ok installed" ]; then
        missing="$missing $package"
    fi
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "These Debian packages are needed and there is no apt-get here:$missing" >&2
    echo "Install them, or what your distribution calls them, and try again." >&2
    exit 1
fi
sudo=""
if [ "$(id -u)" != 0 ]; then sudo=sudo; fi

echo "Installing:$missing" >&2
# Nothing installed here is to start as a service: nginx runs from a private directory.
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
made_policy=""
if [ ! -e "$policy" ]; then
    made_policy=yes
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
    $sudo chmod +x "$policy"
fi
status=0
# shellcheck disable=SC2086
$sudo apt-get install -y -qq $missing >/dev/null 2>&1 ||
    { $sudo apt-get update -qq && $sudo apt-get install -y -qq $missing >/dev/null; } || status=$?
if [ -n "$made_policy" ]; then $sudo rm -f "$policy"; fi
exit $status
