#pragma once
#include <sqlite3.h>
#include <sys/vfs.h>

_Static_assert(SQLITE_VERSION_NUMBER >= 3035000, "SQLite 3.35 or newer is needed (RETURNING, built-in upsert)");

// SQLITE_STATIC is a null function pointer, which Swift cannot import; the bytes must stay until the next binding.
static inline int calllog_bind_text(sqlite3_stmt *statement, int index, const void *text, int length) {
    return sqlite3_bind_text(statement, index, text, length, SQLITE_STATIC);
}

static inline int calllog_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    // A null pointer would bind NULL: an empty blob needs an address.
    return length == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                       : sqlite3_bind_blob(statement, index, bytes, length, SQLITE_STATIC);
}

// sqlite3_config is variadic. Takes effect only before the first connection of the process.
//
// Off: the allocator's statistics, whose lock every thread would meet at every allocation. Statement journals stay in
// memory in small pieces: prepared to spill to a file, each takes 64 KiB at once, and every savepoint has one.
static inline int calllog_configure_sqlite(void) {
    int result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return result != SQLITE_OK ? result : sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
}

// The type of the file system that holds `path` (statfs(2)), which decides whether WAL may be used; 0 if unknown.
static inline unsigned int calllog_file_system_type(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (unsigned int)status.f_type : 0;
}
