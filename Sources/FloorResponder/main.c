// The floor of `make bench`: a FastCGI responder in C that does nothing but answer a constant.
//
// What it reaches on a machine is what nginx, the kernel and libfcgi leave; everything calllog-fcgi does on top of it
// is ours. It answers as many bytes as a GET of one call does, with as many threads.
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

static const char answer[] =
    "Status: 200 OK\r\n"
    "Content-Type: application/json; charset=utf-8\r\n"
    "Content-Length: 141\r\n"
    "X-CallLog-Outcome: ok\r\n"
    "X-Request-Id: 0123456789abcdef0123456789abcdef\r\n"
    "\r\n"
    "{\"successful\":true,\"logs\":[{\"sessionId\":\"4503991234567\",\"matched\":true,"
    "\"logId\":\"testCallLogId-1795625026846-43ef4fad\"}],\"returnMessage\":null}";

static void *serve(void *unused) {
    (void)unused;
    FCGX_Request request;
    if (FCGX_InitRequest(&request, 0, 0) != 0) return NULL;
    char buffer[65536];
    while (FCGX_Accept_r(&request) >= 0) {
        while (FCGX_GetStr(buffer, sizeof buffer, request.in) > 0) {
        }
        FCGX_PutStr(answer, sizeof answer - 1, request.out);
        FCGX_Finish_r(&request);
    }
    return NULL;
}

int main(int count, char **arguments) {
    int threads = count > 1 ? atoi(arguments[1]) : 16;
    if (threads < 1 || FCGX_Init() != 0) return 1;
    // libfcgi takes SIGTERM for a wish that its next accept fails; none of the threads may come to one.
    signal(SIGTERM, SIG_DFL);
    pthread_t thread;
    for (int index = 1; index < threads; index++) pthread_create(&thread, NULL, serve, NULL);
    serve(NULL);
    return 0;
}
