import CallLog

extension SQLiteStore {
    /// The undecided rows of one state.
    public struct OpenClaims: Hashable, Sendable {
        /// `pending` or `unknown`.
        public let state: CallLogRecord.State
        /// How many rows are in it.
        public let count: Int
        /// When the oldest of them was claimed.
        public let oldest: Timestamp
    }

    private static let selectOpenClaims = """
        SELECT state, count(*), min(claimed_at) FROM call_logs WHERE state IN ('pending', 'unknown') GROUP BY state
        """

    /// How many calls are undecided, by state; an index makes it cheap whatever the size of the table.
    public func openClaims() throws(StoreError) -> [OpenClaims] {
        try readers.withConnection { connection throws(StoreError) in
            try connection.query(Self.selectOpenClaims) { row throws(StoreError) in
                guard let state = CallLogRecord.State(rawValue: row.text(0)) else {
                    throw StoreError(.corrupt, detail: "an unknown state")
                }
                return OpenClaims(
                    state: state,
                    count: Int(row.integer(1)),
                    oldest: Timestamp(milliseconds: row.integer(2))
                )
            }
        }
    }
}
