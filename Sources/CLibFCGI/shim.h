#pragma once
#include <fcgiapp.h>
#include <stddef.h>

/*
 * We accept connections ourselves and hand libfcgi the descriptor, which it has no call for: the descriptor is a field
 * below the header's "Don't use anything below here" line. These four inline functions are the only place that
 * touches it, and the assertions stop the build on a libfcgi whose layout is not that of 2.4.x.
 */
_Static_assert(sizeof(void *) == 8, "64-bit only");
_Static_assert(sizeof(FCGX_Request) == 80, "libfcgi 2.4.x layout");
_Static_assert(offsetof(FCGX_Request, in) == 8, "libfcgi 2.4.x layout");
_Static_assert(offsetof(FCGX_Request, envp) == 32, "libfcgi 2.4.x layout");
_Static_assert(offsetof(FCGX_Request, ipcFd) == 48, "libfcgi 2.4.x layout");
_Static_assert(offsetof(FCGX_Request, keepConnection) == 56, "libfcgi 2.4.x layout");
_Static_assert(offsetof(FCGX_Request, listen_sock) == 72, "libfcgi 2.4.x layout");

/* Prepares a request that never accepts by itself: there is no listener behind it. */
static inline int calllog_fcgx_init(FCGX_Request *request) {
    return FCGX_InitRequest(request, -1, 0);
}

/* Makes the next FCGX_Accept_r read from `descriptor`; on failure libfcgi closes it. */
static inline void calllog_fcgx_attach(FCGX_Request *request, int descriptor) {
    request->ipcFd = descriptor;
    request->keepConnection = 1;
}

/* Sends the reply to `descriptor`, which need not be the one the request was read from. */
static inline void calllog_fcgx_reply_to(FCGX_Request *request, int descriptor) {
    request->ipcFd = descriptor;
}

/*
 * Sends what is left of the reply and ends the request; the descriptor stays open, for the caller to close.
 * FCGX_Finish_r would shut it down and wait for the peer's end of file, one more switch of threads per request, and
 * after a failed write it would close a descriptor that the watchdog may still know. Returns 0 if all was written.
 */
static inline int calllog_fcgx_finish(FCGX_Request *request) {
    int failed = FCGX_FClose(request->err) != 0;
    failed |= FCGX_FClose(request->out) != 0;
    FCGX_Free(request, 0);
    request->ipcFd = -1;
    return failed;
}
