#pragma once
#include <curl/curl.h>

// CURLOPT_PROTOCOLS_STR came with 7.85. CURLOPT_QUICK_EXIT came with 7.87: without it a transfer that times out during
// a name lookup waits for that lookup and holds up every other transfer.
_Static_assert(LIBCURL_VERSION_NUM >= 0x075700, "libcurl 7.87 or newer is needed");

// curl_easy_setopt and its sisters are variadic, which Swift cannot call; each wrapper fixes one argument type.

static inline CURLcode clib_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode clib_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode clib_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode clib_curl_set_bytes(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode clib_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode clib_curl_set_data(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*clib_curl_receiver)(char *bytes, size_t size, size_t count, void *data);

static inline CURLcode clib_curl_set_receiver(CURL *handle, CURLoption option, clib_curl_receiver value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode clib_curl_set_prerequest(CURL *handle, curl_prereq_callback value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode clib_curl_set_socket_opener(CURL *handle, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode clib_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode clib_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

// Macros, which Swift does not see.
static const long clib_curl_global_default = CURL_GLOBAL_DEFAULT;
