import CallLog
import StrictJSON

/// The open deals and the leads of the persons found, as options of the log form.
///
/// Two requests in parallel, 10 and 20 tokens, however many persons there are: for one person everything of theirs;
/// for several who share a number, the user's own deals and leads, newest change first, handed out by person. A
/// colleague's deal with one of several such persons is therefore not offered.
struct PipedriveOpenings {
    private static let limit = 100

    let api: PipedriveAPI
    let ownerID: Int64

    /// `{deals, leads}` by person; a person without either is absent.
    ///
    /// Accounts without leads, and people who may not see deals, log calls all the same: what cannot be read is left
    /// out. Only rejected credentials are an error, because renewing them helps.
    func find(for persons: [Int64], in context: CRMContext) async throws(CRMError) -> [Int64: JSONObject] {
        async let deals = list(.deals, of: persons, in: context)
        async let leads = list(.leads, of: persons, in: context)
        var found: [Int64: JSONObject] = [:]
        for (field, result) in await [("deals", deals), ("leads", leads)] {
            let items: [JSONValue]
            do throws(CRMError) {
                items = try result.get()
            } catch {
                if error.reason == .credentialsRejected { throw error }
                continue
            }
            for item in items where item["is_archived"] != true {
                guard let id = item["id"], let person = item["person_id"]?.numberValue?.int64,
                    persons.contains(person)
                else { continue }
                var info = found[person] ?? [:]
                let option: JSONValue = ["const": id, "title": .string(item["title"]?.stringValue ?? "")]
                info[field] = .array((info[field]?.arrayValue ?? []) + [option])
                found[person] = info
            }
        }
        return found
    }

    private enum Kind {
        case deals, leads
    }

    private func list(
        _ kind: Kind,
        of persons: [Int64],
        in context: CRMContext
    ) async -> Result<[JSONValue], CRMError> {
        var query: [(name: String, value: String)] =
            if persons.count == 1, let person = persons.first {
                [(name: "person_id", value: String(person))]
            } else {
                [(name: "owner_id", value: String(ownerID))]
            }
        let path: String
        switch kind {
        case .deals:
            path = "/api/v2/deals"
            query += [("status", "open"), ("sort_by", "update_time"), ("sort_direction", "desc")]
        case .leads:
            path = "/v1/leads"
            query += [("sort", "update_time DESC")]
        }
        query.append((name: "limit", value: String(Self.limit)))
        do throws(CRMError) {
            let reply = try await api.send(.init(.get, path, query: query, missing: .unavailable), in: context)
            return .success(reply.data.arrayValue ?? [])
        } catch {
            return .failure(error)
        }
    }
}
