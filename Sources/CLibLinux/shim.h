#pragma once

/*
 * Linux calls of the C library that Swift's Glibc module leaves out: its headers are read without _GNU_SOURCE, and
 * epoll, eventfd and memfd are not among them. Numbers in, numbers out; -1 and errno on failure.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...);

#define CALLLOG_EPOLL_BATCH 64

static inline int calllog_accept(int listener) {
    return (int)syscall(SYS_accept4, listener, (void *)0, (void *)0, SOCK_CLOEXEC);
}

static inline int calllog_stream_socket(int family, int waits) {
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | (waits ? 0 : SOCK_NONBLOCK), 0);
}

static inline int calllog_memory_file(void) {
    return (int)syscall(SYS_memfd_create, "request", 1u /* MFD_CLOEXEC */);
}

static inline int calllog_event_flag(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline int calllog_poller(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

/* Watches for input; with `wakes_one`, of all pollers on the same descriptor only one is woken. */
static inline int calllog_poller_add(int poller, int watched, int wakes_one) {
    struct epoll_event event = {0};
    event.events = wakes_one ? EPOLLIN | EPOLLEXCLUSIVE : EPOLLIN | EPOLLRDHUP;
    event.data.fd = watched;
    return epoll_ctl(poller, EPOLL_CTL_ADD, watched, &event);
}

static inline int calllog_poller_remove(int poller, int watched) {
    struct epoll_event event = {0};
    return epoll_ctl(poller, EPOLL_CTL_DEL, watched, &event);
}

/* Fills `ready` with at most `capacity` (at most CALLLOG_EPOLL_BATCH) descriptors; returns how many. */
static inline int calllog_poller_wait(int poller, int *ready, int capacity, int milliseconds) {
    struct epoll_event events[CALLLOG_EPOLL_BATCH];
    int limit = capacity < CALLLOG_EPOLL_BATCH ? capacity : CALLLOG_EPOLL_BATCH;
    int count = epoll_wait(poller, events, limit, milliseconds);
    for (int index = 0; index < count; index++) ready[index] = events[index].data.fd;
    return count;
}
