#pragma once
#include <sqlite3.h>
#include <sys/vfs.h>

_Static_assert(SQLITE_VERSION_NUMBER >= 3035000, "SQLite 3.35 or newer is needed (RETURNING, built-in upsert)");

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift cannot import.
static inline int calllog_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
    return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}

static inline int calllog_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    // A null pointer would bind NULL: an empty blob needs an address.
    return length == 0 ? sqlite3_bind_zeroblob(statement, index, 0)
                       : sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}

// Switches off the allocator's statistics, whose lock every thread would meet at every allocation (sqlite3_config is
// variadic). Takes effect only before the first connection of the process.
static inline int calllog_disable_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// The type of the file system that holds `path` (statfs(2)), which decides whether WAL may be used; 0 if unknown.
static inline unsigned int calllog_file_system_type(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (unsigned int)status.f_type : 0;
}
