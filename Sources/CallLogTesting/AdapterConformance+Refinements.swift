import CallLog
import StrictJSON

extension AdapterConformance {
    /// Finds one's own records with this payload since the claim, oldest first, and nobody else's.
    public func checkReconciling() async throws {
        guard let adapter = adapter as? any CallLogReconciling else { return }
        let draft = draft("Reconciled", session: "7700000000001")
        let before = try await create(draft, as: user)
        await time.sleep(for: .seconds(30))
        let claimedAt = time.now()
        let nothing = try await adapter.callLogs(matching: draft, claimedAt: claimedAt, in: context(user)).all
        try expect(!nothing.contains(before), "a record from before the claim was found")
        try expect(nothing.isEmpty, "something was found before anything was written")

        let own = try await create(draft, as: user)
        let others = try await create(draft, as: otherUser)
        _ = try await create(self.draft("Something Else", session: "7700000000002"), as: user)
        let found = try await adapter.callLogs(matching: draft, claimedAt: claimedAt, in: context(user)).all
        try expect(!found.contains(others), "another user's record was found")
        try expect(found == [own], "expected only \(own), found \(found)")

        await time.sleep(for: .seconds(1))
        let copy = try await create(draft, as: user)
        let both = try await adapter.callLogs(matching: draft, claimedAt: claimedAt, in: context(user))
        try expect(both.all == [own, copy], "expected \(own) and \(copy) oldest first, found \(both)")
        try expect(both.certain.contains(copy), "a record from after the claim's second is no certain one")
    }

    /// Deleting is final, and a record already gone is success.
    public func checkDeleting() async throws {
        guard let adapter = adapter as? any CallLogReconciling else { return }
        let draft = draft("Deleted", session: "7700000000003")
        let claimedAt = time.now()
        let id = try await create(draft, as: user)
        try await adapter.deleteCallLog(id, in: context(user))
        let load = await reason { () async throws(CRMError) in try await adapter.loadCallLog(id, in: context(user)) }
        try expect(load == .logMissing, "a deleted log is still there")
        let found = try await adapter.callLogs(matching: draft, claimedAt: claimedAt, in: context(user)).all
        try expect(found.isEmpty, "a deleted log was found")
        try await adapter.deleteCallLog(id, in: context(user))
    }

    /// Nothing to store is success and changes nothing.
    ///
    /// What values a CRM takes is its own affair, so those are for the adapter's own tests.
    public func checkDispositions() async throws {
        guard let adapter = adapter as? any DispositionWriting else { return }
        let draft = draft("Disposed")
        let id = try await create(draft, as: user)
        let before = try await adapter.loadCallLog(id, in: context(user))
        try await adapter.setDisposition([:], on: id, in: context(user))
        let after = try await adapter.loadCallLog(id, in: context(user))
        try expect(before.dispositions == after.dispositions, "no disposition changed one")
    }

    /// `values` are stored, read back, and cleared by `null`.
    ///
    /// - Parameter values: What the CRM accepts together.
    public func checkDispositions(storing values: JSONObject) async throws {
        guard let adapter = adapter as? any DispositionWriting else { return }
        let id = try await create(draft("Disposed"), as: user)
        try await adapter.setDisposition(values, on: id, in: context(user))
        let stored = try await adapter.loadCallLog(id, in: context(user)).dispositions
        for member in values.members {
            try expect(stored[member.key] == member.value, "\(member.key) was not stored")
        }
        var nothing: JSONObject = [:]
        for key in values.keys { nothing[key] = .null }
        try await adapter.setDisposition(nothing, on: id, in: context(user))
        let cleared = try await adapter.loadCallLog(id, in: context(user)).dispositions
        for key in values.keys {
            try expect(cleared[key]?.isNull ?? true, "\(key) was not cleared")
        }
    }
}
