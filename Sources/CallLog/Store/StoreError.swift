/// Why the store could not do its work.
public struct StoreError: Error, Hashable, Sendable {
    /// What went wrong, as far as what to do next depends on it.
    public enum Reason: String, Hashable, Sendable {
        /// Another writer held the store for longer than we wait.
        case busy
        /// No space, or the file may not grow.
        case full
        /// The file or its directory is not writable.
        case readOnly
        /// The file is damaged, or is no database of ours.
        case corrupt
        /// A newer version has written the file.
        case newerSchema
        /// The file is not there, may not be read, or does not allow what was asked.
        case cannotOpen
        /// The disk failed.
        case inputOutput
        /// A sealed value does not open: wrong data key, or changed by hand.
        case sealBroken
        /// A statement failed for a reason that is our own fault.
        case internalFault
    }

    /// What the caller acts on.
    public let reason: Reason
    /// Fit for a log line: no value of any row.
    public let detail: String

    /// - Parameter detail: For the log; no value of any row.
    public init(_ reason: Reason, detail: String = "") {
        self.reason = reason
        self.detail = detail
    }

    /// What the person who runs the server should do.
    public var advice: String {
        switch reason {
        case .busy: "Another process holds the database. Look for a long backup or a stopped process."
        case .full: "The disk is full. Free some space; waiting calls are completed then."
        case .readOnly: "The database or its directory is not writable. Check owner and mode."
        case .corrupt: "The database file is damaged. Restore the last backup (calllogctl backup) and start again."
        case .newerSchema: "The database was written by a newer version. Install that version or restore a backup."
        case .cannotOpen: "The database cannot be opened. Check that its directory exists and is writable."
        case .inputOutput: "The disk reports errors. Check it before anything else."
        case .sealBroken: "CALLLOG_DATA_KEY is not the key this database was written with. Restore the old key."
        case .internalFault: "This is a fault of calllog. Report it with this line."
        }
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        detail.isEmpty ? "store-\(reason.rawValue)" : "store-\(reason.rawValue): \(detail)"
    }
}
