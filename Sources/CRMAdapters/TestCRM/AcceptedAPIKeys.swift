/// The API keys with which one may connect to testCRM (`TESTCRM_API_KEYS`).
public enum AcceptedAPIKeys: Sendable {
    /// Nobody can connect: the safe default.
    case none
    /// Every key but the empty one: for a try, or where something else guards the server.
    case any
    /// These keys, compared as they are.
    case these(Set<String>)

    /// Reads a comma list; `*` is any key, nothing is none.
    public init(list: String?) {
        let keys = (list ?? "").split(separator: ",").map { key in
            String(key.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }.filter { !$0.isEmpty }
        if keys.contains("*") {
            self = .any
        } else {
            self = keys.isEmpty ? .none : .these(Set(keys))
        }
    }

    func accepts(_ key: String) -> Bool {
        switch self {
        case .none: false
        case .any: !key.isEmpty
        case .these(let keys): keys.contains(key)
        }
    }
}
