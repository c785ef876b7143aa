import CallLog
import StrictJSON

extension PipedriveAdapter: CallLogReconciling {
    /// Records changed this long before the claim are listed too; what counts is judged record by record.
    private static let slack = Duration.seconds(300)
    /// An end for a cursor that never ends.
    private static let pageLimit = 40

    /// Lists the person's activities of this owner since shortly before the claim (10 tokens a page).
    public func callLogs(
        matching draft: CallLogDraft,
        claimedAt: Timestamp,
        trustingSession: Bool,
        in context: CRMContext
    ) async throws(CRMError) -> FoundCallLogs {
        guard let personID = PipedriveActivity.identifier(draft.contact.id.rawValue) else { return FoundCallLogs([]) }
        let match = PipedriveMatch(draft, personID: personID, ownerID: try ownerID(in: context))
        var since = claimedAt - Self.slack
        var listing = try await listing(match, since: since, in: context)
        var earliest = listing.crmTime(of: claimedAt)
        if earliest < since + .seconds(60) {
            // Pipedrive's clock is so far behind ours that the list began after our record.
            since = earliest - Self.slack
            listing = try await self.listing(match, since: since, in: context)
            earliest = min(earliest, listing.crmTime(of: claimedAt))
        }
        let found = listing.activities.filter {
            match.accepts($0, addedSince: earliest, trustingSession: trustingSession)
        }
        return Self.sorted(found, claimedIn: earliest)
    }

    /// `add_time` has whole seconds: what was added in the very second of the claim may have been there before it.
    ///
    /// The newer such a record is, the likelier it is ours.
    private static func sorted(_ found: [JSONObject], claimedIn second: Timestamp) -> FoundCallLogs {
        func ids(where belongs: (JSONObject) -> Bool) -> [CRMLogID] {
            found.filter(belongs).compactMap { $0["id"]?.numberValue?.int64 }.sorted()
                .map { CRMLogID(rawValue: String($0)) }
        }
        return FoundCallLogs(
            ids { PipedriveMatch.addTime(of: $0) != second },
            possible: ids { PipedriveMatch.addTime(of: $0) == second }.reversed()
        )
    }

    public func deleteCallLog(_ id: CRMLogID, in context: CRMContext) async throws(CRMError) {
        do throws(CRMError) {
            _ = try await api.send(.init(.delete, try path(of: id), missing: .logMissing), in: context)
        } catch {
            guard error.reason == .logMissing else { throw error }
        }
    }

    private struct Listing {
        var activities: [JSONObject] = []
        /// Pipedrive's clock minus ours, at the least.
        var skew = Duration.zero

        /// The earliest `add_time` that something added at `moment` of our clock can have: whole seconds, cut.
        func crmTime(of moment: Timestamp) -> Timestamp { Timestamp(seconds: (moment + skew).seconds) }
    }

    private func listing(
        _ match: PipedriveMatch,
        since: Timestamp,
        in context: CRMContext
    ) async throws(CRMError) -> Listing {
        var listing = Listing()
        var cursor: String?
        var limit = 500
        for _ in 0..<Self.pageLimit {
            var query = [
                (name: "person_id", value: String(match.personID)), (name: "owner_id", value: String(match.ownerID)),
                (name: "updated_since", value: Timestamp(seconds: since.seconds).rfc3339),
                (name: "sort_by", value: "add_time"), (name: "sort_direction", value: "asc"),
                (name: "limit", value: String(limit)),
            ]
            if let cursor { query.append((name: "cursor", value: cursor)) }
            let reply: PipedriveAPI.Reply
            do throws(CRMError) {
                reply = try await api.send(
                    .init(.get, "/api/v2/activities", query: query, missing: .unavailable),
                    in: context
                )
            } catch {
                // Long notes make a page that exceeds what we are ready to read: ask for smaller ones.
                guard error.reason == .unreadableReply, limit > 5 else { throw error }
                limit /= 10
                continue
            }
            guard let page = reply.data.arrayValue else {
                throw CRMError(.unreadableReply, from: platform, status: reply.status)
            }
            listing.activities += page.compactMap(\.objectValue)
            if let date = reply.date { listing.skew = date - reply.receivedAt }
            cursor = reply.additionalData["next_cursor"]?.stringValue
            if cursor == nil { return listing }
        }
        throw CRMError(.unavailable, from: platform, vendorMessage: "the list of activities does not end")
    }
}
