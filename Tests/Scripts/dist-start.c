/*
 * Linked into the static programs of `make dist` alone; runs before main.
 *
 * libcrypto would read the openssl.cnf of the host at its first use. That file may name modules to load, and a module
 * brings the host's glibc and a second libcrypto into a program that has its own: it crashes. So the file is not read,
 * and libcrypto's built-in settings hold.
 */
#include <openssl/crypto.h>
#include <sysexits.h>
#include <unistd.h>

__attribute__((constructor)) static void ignore_settings_of_the_host(void) {
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1) _exit(EX_OSERR);
}
