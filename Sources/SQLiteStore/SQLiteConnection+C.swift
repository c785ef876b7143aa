import CLibSQLite3
import CallLog

/// A value bound to a statement.
enum SQLiteValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    static func optionalText(_ text: String?) -> SQLiteValue { text.map { .text($0) } ?? .null }
    static func optionalBlob(_ bytes: [UInt8]?) -> SQLiteValue { bytes.map { .blob($0) } ?? .null }
    static func time(_ moment: Timestamp) -> SQLiteValue { .integer(moment.milliseconds) }
    static func optionalTime(_ moment: Timestamp?) -> SQLiteValue { moment.map { .integer($0.milliseconds) } ?? .null }
}

extension [SQLiteValue] {
    /// The bytes of all texts and blobs, one after the other; with one more at the end, so that they have an address.
    fileprivate var boundBytes: [UInt8] {
        if isEmpty { return [] }
        let count = reduce(1) { count, value in
            switch value {
            case .null, .integer: count
            case .text(let text): count + text.utf8.count
            case .blob(let blob): count + blob.count
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for value in self {
            switch value {
            case .null, .integer: continue
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .blob(let blob): bytes.append(contentsOf: blob)
            }
        }
        bytes.append(0)
        return bytes
    }
}

/// One connection with its prepared statements: the only type that speaks to the SQLite library.
///
/// Opened without SQLite's own mutexes (`SQLITE_OPEN_NOMUTEX`), so it serves one thread at a time; `ConnectionPool`
/// and `WriteQueue` see to that, which is what makes the unchecked conformance true.
@safe final class SQLiteConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private var statements: [StatementKey: OpaquePointer] = unsafe [:]

    /// Opens `path`, creating it if `creates`.
    ///
    /// - Parameter busyTimeout: How long a statement waits for another process, `sqlite3_busy_timeout`.
    init(path: String, creates: Bool, busyTimeout: Duration) throws(StoreError) {
        _ = Self.preparedLibrary
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (creates ? SQLITE_OPEN_CREATE : 0)
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            // A handle comes back even from a failed open, and carries the reason.
            unsafe sqlite3_close_v2(opened)
            throw StoreError(Self.reason(of: code, otherwise: .cannotOpen), detail: "open (\(code))")
        }
        unsafe self.handle = handle
        unsafe sqlite3_extended_result_codes(handle, 1)
        unsafe sqlite3_busy_timeout(handle, CInt(busyTimeout.wholeMilliseconds))
    }

    /// Once per process; refused, and harmless, if a host has used SQLite before us.
    private static let preparedLibrary = calllog_configure_sqlite()

    deinit {
        unsafe statements.values.forEach { unsafe _ = sqlite3_finalize($0) }
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs a statement that gives no rows.
    func run(_ sql: String, _ values: [SQLiteValue] = []) throws(StoreError) {
        _ = try query(sql, values) { _ throws(StoreError) in }
    }

    /// Runs a statement and maps its rows.
    func query<Element>(
        _ sql: String,
        _ values: [SQLiteValue] = [],
        _ transform: (SQLiteRow) throws(StoreError) -> Element
    ) throws(StoreError) -> [Element] {
        let statement = try unsafe prepared(sql)
        // All texts and blobs in one place that lives as long as the statement runs: bound one by one, SQLite would
        // copy each into memory of its own.
        let bytes = values.boundBytes
        return try unsafe bytes.withUnsafeBufferPointer { bytes throws(StoreError) in
            defer {
                unsafe sqlite3_reset(statement)
                unsafe sqlite3_clear_bindings(statement)
            }
            var rest = unsafe bytes[...]
            for (index, value) in values.enumerated() {
                guard unsafe bind(value, at: CInt(index + 1), of: statement, &rest) == SQLITE_OK else {
                    throw unsafe error(sqlite3_errcode(handle), sql)
                }
            }
            var elements: [Element] = []
            while true {
                switch unsafe sqlite3_step(statement) {
                case SQLITE_ROW: elements.append(try transform(unsafe SQLiteRow(statement: statement)))
                case SQLITE_DONE: return elements
                case let code: throw error(code, sql)
                }
            }
        }
    }

    /// Runs several statements separated by semicolons, without values (`sqlite3_exec`).
    func runScript(_ sql: String) throws(StoreError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql) }
    }

    /// Holds the thread up (`sqlite3_sleep`).
    static func pause(_ duration: Duration) {
        sqlite3_sleep(CInt(duration.wholeMilliseconds))
    }

    /// Whether the system let SQLite open the file for reading alone (`sqlite3_db_readonly`).
    var isReadOnly: Bool { unsafe sqlite3_db_readonly(handle, "main") == 1 }

    /// Whether a transaction is open; SQLite ends one by itself on a full disk and similar faults.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    private func prepared(_ sql: String) throws(StoreError) -> OpaquePointer {
        let key = StatementKey(sql: sql)
        if let statement = unsafe statements[key] { return unsafe statement }
        var statement: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement = unsafe statement else { throw error(code, sql) }
        unsafe statements[key] = statement
        return unsafe statement
    }

    /// Binds a value; texts and blobs are taken from the front of `bytes`, which must outlive the run.
    private func bind(
        _ value: SQLiteValue,
        at index: CInt,
        of statement: OpaquePointer,
        _ bytes: inout Slice<UnsafeBufferPointer<UInt8>>
    ) -> CInt {
        switch value {
        case .null: return unsafe sqlite3_bind_null(statement, index)
        case .integer(let number): return unsafe sqlite3_bind_int64(statement, index, number)
        case .text(let text):
            let part = unsafe UnsafeBufferPointer(rebasing: bytes.prefix(text.utf8.count))
            unsafe bytes = bytes.dropFirst(text.utf8.count)
            return unsafe calllog_bind_text(statement, index, part.baseAddress, CInt(part.count))
        case .blob(let blob):
            let part = unsafe UnsafeBufferPointer(rebasing: bytes.prefix(blob.count))
            unsafe bytes = bytes.dropFirst(blob.count)
            return unsafe calllog_bind_blob(statement, index, part.baseAddress, CInt(part.count))
        }
    }

    /// The error of a failed call; names the statement's verb and table, never a value.
    private func error(_ code: CInt, _ sql: String) -> StoreError {
        let words = sql.split(whereSeparator: \.isWhitespace).prefix(4).joined(separator: " ")
        return StoreError(Self.reason(of: code, otherwise: .internalFault), detail: "\(words) (\(code))")
    }

    private static func reason(of code: CInt, otherwise: StoreError.Reason) -> StoreError.Reason {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_READONLY, SQLITE_PERM: .readOnly
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_CANTOPEN: .cannotOpen
        case SQLITE_IOERR: .inputOutput
        default: otherwise
        }
    }
}

/// A statement's text, hashed by its length: there are some fifty, and hashing a kilobyte took longer than binding it.
private struct StatementKey: Hashable {
    let sql: String

    func hash(into hasher: inout Hasher) {
        hasher.combine(sql.utf8.count)
    }
}

/// The row a statement stands on; valid only inside the closure it is passed to.
@safe struct SQLiteRow {
    private let statement: OpaquePointer

    @unsafe fileprivate init(statement: OpaquePointer) {
        unsafe self.statement = statement
    }

    func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL
    }

    func integer(_ column: Int) -> Int64 {
        unsafe sqlite3_column_int64(statement, CInt(column))
    }

    func time(_ column: Int) -> Timestamp {
        Timestamp(milliseconds: integer(column))
    }

    func optionalTime(_ column: Int) -> Timestamp? {
        isNull(column) ? nil : time(column)
    }

    func text(_ column: Int) -> String {
        guard let start = unsafe sqlite3_column_text(statement, CInt(column)) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(statement, CInt(column)))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int) -> String? {
        isNull(column) ? nil : text(column)
    }

    func blob(_ column: Int) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(statement, CInt(column)) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(statement, CInt(column)))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    func optionalBlob(_ column: Int) -> [UInt8]? {
        isNull(column) ? nil : blob(column)
    }
}
