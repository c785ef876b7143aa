extension CallLogService {
    /// What became of one session, in the order asked.
    public struct SessionStatus: Sendable {
        /// Whether the call is logged.
        public enum State: Sendable {
            /// Not logged, or its record was deleted in the CRM.
            case unmatched
            /// Being written right now.
            case pending
            /// Logged as that record.
            case matched(CRMLogID)
        }

        /// As asked.
        public var sessionID: CallSessionID
        /// As the row says; with details, as the CRM says.
        public var state: State
        /// Only with details, and only if the CRM could be read.
        public var log: LoadedCallLog?
    }

    /// A log as the edit form needs it.
    public struct LoadedCallLog: Sendable {
        /// As it stands in the CRM.
        public var record: CRMCallLog
        /// The agent's note as plain text.
        public var note: String
    }

    /// Most records read from the CRM for one request (contract 4.1).
    public static let detailLimit = 5

    /// The rows that ``callLogs(of:rows:identity:details:as:)`` needs; for a transaction that is open anyway.
    public static func rows(
        of sessions: [CallSessionID],
        for user: CRMUser,
        in store: any StoreReader
    ) throws(StoreError) -> [CallLogRecord] {
        try store.callLogs(of: sessions.filter { !$0.isPlaceholder }, tenant: user.tenant)
    }

    /// Answers every session asked; with `details`, reads the first five logged ones from the CRM, side by side.
    ///
    /// A record that cannot be read costs only its own details; one deleted in the CRM is unmatched.
    ///
    /// - Parameter rows: What ``rows(of:for:in:)`` found.
    public func callLogs(
        of sessions: [CallSessionID],
        rows: [CallLogRecord],
        identity: ExtensionIdentity,
        details: Bool,
        as user: CRMUser
    ) async throws(CallLogRefusal) -> [SessionStatus] {
        let rows = rows.filter(\.state.blocksCreate)
        let matches: [CallLogRecord?]
        if let only = sessions.first, sessions.count == 1 {
            matches = [identity.match(among: rows.filter { $0.key.sessionID == only }, for: user.id)]
        } else {
            let bySession = Dictionary(grouping: rows, by: \.key.sessionID)
            matches = sessions.map { session in
                bySession[session].flatMap { identity.match(among: $0, for: user.id) }
            }
        }
        var statuses = zip(sessions, matches).map { session, row in
            SessionStatus(sessionID: session, state: Self.state(of: row))
        }
        if details { try await addDetails(to: &statuses, rows: matches, user) }
        return statuses
    }

    private static func state(of row: CallLogRecord?) -> SessionStatus.State {
        guard let row else { return .unmatched }
        if row.state == .done, let id = row.crmLogID { return .matched(id) }
        return .pending
    }

    private func addDetails(
        to statuses: inout [SessionStatus],
        rows: [CallLogRecord?],
        _ user: CRMUser
    ) async throws(CallLogRefusal) {
        let adapter = try adapter(of: user)
        let call = startCall()
        let user = try await credentials.fresh(user, adapter, call)
        var wanted: [(index: Int, row: CallLogRecord, id: CRMLogID)] = []
        for (index, row) in rows.enumerated() where wanted.count < Self.detailLimit {
            if let row, case .matched(let id) = statuses[index].state { wanted.append((index, row, id)) }
        }
        let context = CRMContext(user: user, call: call)
        let results = await withTaskGroup(of: (Int, Result<LoadedCallLog, CallLogRefusal>).self) { group in
            for (index, row, id) in wanted {
                group.addTask { (index, await load(id, row, adapter, context)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var shown: [CallLogKey] = []
        for (index, row, id) in wanted {
            switch results[index] {
            case .success(let log):
                statuses[index].log = log
                if !log.note.isEmpty { shown.append(row.key) }
            // Only who wrote it can tell a deleted record from one that is merely hidden from them.
            case .failure(.crm(let error)) where error.reason == .logMissing && row.userID == user.id:
                statuses[index].state = .unmatched
                try await stored { () throws(StoreError) in try await claims.markGone(row.key, holding: id) }
            case .failure(.sessionRevoked): throw .sessionRevoked
            case .failure, nil: break
            }
        }
        try await markShown(shown, user)
    }

    private func load(
        _ id: CRMLogID,
        _ row: CallLogRecord,
        _ adapter: any CRMAdapter,
        _ context: CRMContext
    ) async -> Result<LoadedCallLog, CallLogRefusal> {
        do throws(CallLogRefusal) {
            let record = try await credentials.perform(context, adapter) { context async throws(CRMError) in
                try await adapter.loadCallLog(id, in: context)
            }
            let note = composer.note(in: record.body, format: adapter.bodyFormat, fingerprint: row.noteFingerprint)
            return .success(LoadedCallLog(record: record, note: note))
        } catch {
            return .failure(error)
        }
    }

    /// A mark younger than this is as good as a new one.
    private static let shownMarkLife = Duration.seconds(60)

    /// Remembers that this person has seen these notes, which is what later lets an empty note clear one.
    private func markShown(_ keys: [CallLogKey], _ user: CRMUser) async throws(CallLogRefusal) {
        guard !keys.isEmpty else { return }
        let now = time.now()
        try await stored { () throws(StoreError) in
            // The client asks for the same log again and again: not a durable commit each time.
            let unmarked = try await store.read { store throws(StoreError) in
                var unmarked: [CallLogKey] = []
                for key in keys {
                    let shownAt = try store.noteShownAt(key, user: user.id)
                    if shownAt.map({ $0 < now - Self.shownMarkLife }) ?? true { unmarked.append(key) }
                }
                return unmarked
            }
            if unmarked.isEmpty { return }
            try await store.write { store throws(StoreError) in
                for key in unmarked { try store.setNoteShown(key, user: user.id, at: now) }
            }
        }
    }
}
