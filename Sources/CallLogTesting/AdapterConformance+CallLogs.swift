import CallLog
import Synchronization

extension AdapterConformance {
    /// What was written is read back.
    ///
    /// A CRM may clean a body up, so bodies are compared by their letters and digits.
    public func checkRoundTrip() async throws {
        let draft = draft("Round Trip")
        let id = try await create(draft, as: user)
        try expect(!id.rawValue.isEmpty, "a created log has an empty id")
        let log = try await adapter.loadCallLog(id, in: context(user))
        try expect(log.subject == draft.subject, "the subject was changed to \(log.subject)")
        try expect(Self.letters(log.body).contains("RoundTrip"), "the body lost the note: \(log.body)")
        let second = try await create(self.draft("Second"), as: user)
        try expect(second != id, "two logs have the id \(id)")
        let first = try await adapter.loadCallLog(id, in: context(user))
        try expect(first.subject == draft.subject, "a second log changed the first")
    }

    /// A part of a revision that is `nil` leaves the CRM's value alone.
    public func checkPartialUpdates() async throws {
        let draft = draft("Partial")
        let id = try await create(draft, as: user)
        try await adapter.updateCallLog(id, applying: CallLogRevision(subject: "New subject"), in: context(user))
        let renamed = try await adapter.loadCallLog(id, in: context(user))
        try expect(renamed.subject == "New subject", "the subject was not updated")
        try expect(Self.letters(renamed.body).contains("Partial"), "an update of the subject changed the body")

        let body = renamed.body + "Appended"
        try await adapter.updateCallLog(id, applying: CallLogRevision(body: body), in: context(user))
        let appended = try await adapter.loadCallLog(id, in: context(user))
        try expect(appended.subject == "New subject", "an update of the body changed the subject")
        try expect(appended.body.contains("Appended"), "the body was not updated")

        try await adapter.updateCallLog(id, applying: CallLogRevision(), in: context(user))
        let unchanged = try await adapter.loadCallLog(id, in: context(user))
        try expect(
            unchanged.subject == appended.subject && unchanged.body == appended.body,
            "nothing changed something"
        )
    }

    /// `willWrite` is called once for a create, and a create whose claim is lost writes nothing.
    public func checkWriteIsAnnounced() async throws {
        let count = Counter()
        _ = try await adapter.createCallLog(draft("Announced"), in: context(user) { count.increment() })
        try expect(count.value == 1, "willWrite was called \(count.value) times for one create")

        let call = CRMCall(time: time, timeoutOfOneCall: .seconds(8), timeoutOfAllCalls: .seconds(12))
        let platform = adapter.platform
        let lost = CRMContext(user: user, call: call) { () async throws(CRMError) in
            throw CRMError(.notSent, from: platform)
        }
        // A session of its own: an adapter may recognise a record by nothing else.
        let draft = draft("Never Written", session: "7700000000004")
        let claimedAt = time.now()
        let reason = await reason { () async throws(CRMError) in try await adapter.createCallLog(draft, in: lost) }
        try expect(reason == .notSent, "a lost claim ended as \(reason.map { "\($0)" } ?? "success")")
        if let adapter = adapter as? any CallLogReconciling {
            let found = try await adapter.callLogs(matching: draft, claimedAt: claimedAt, in: context(user)).all
            try expect(found.isEmpty, "a lost claim was written all the same")
        }
    }

    /// A log that never existed is `logMissing` for reads and changes.
    public func checkUnknownLog() async throws {
        for id: CRMLogID in ["99999999", "no such log/../1"] {
            let load = await reason { () async throws(CRMError) in
                try await adapter.loadCallLog(id, in: context(user))
            }
            try expect(load == .logMissing, "loading an unknown log ended as \(load.map { "\($0)" } ?? "success")")
            let update = await reason { () async throws(CRMError) in
                try await adapter.updateCallLog(id, applying: CallLogRevision(subject: "x"), in: context(user))
            }
            try expect(update == .logMissing, "updating one ended as \(update.map { "\($0)" } ?? "success")")
        }
    }

    private static func letters(_ text: String) -> String { text.filter { $0.isLetter || $0.isNumber } }
}

/// Counts calls from any thread.
final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}
