/// Which RingCentral extension a request or row belongs to (contract section 7); both parts are empty if unknown.
public struct ExtensionIdentity: Hashable, Sendable {
    /// Hashed extension id, lower-case hexadecimal.
    public var hash: String
    /// Extension number, the older way.
    public var number: String

    /// Unknown, unless said otherwise.
    public init(hash: String = "", number: String = "") {
        self.hash = hash
        self.number = number
    }

    /// Whether the client named no extension.
    public var isEmpty: Bool { hash.isEmpty && number.isEmpty }

    /// The owner part of a row's key: the hash, else the number, else the user; marked so that the kinds never meet.
    public func owner(for user: CRMUserID) -> String {
        if !hash.isEmpty { return "h:\(hash)" }
        if !number.isEmpty { return "e:\(number)" }
        return "u:\(user.rawValue)"
    }

    /// The row a request of `user` with this identity means, out of the rows of one session at one tenant.
    ///
    /// Contract 7.2 and 7.3 with two changes: a row without identity matches only its own user, and a request without
    /// identity sees only the user's own rows. One order for all methods: exact hash, then equal number, then the
    /// user's own row without identity; among equals by hash and number.
    public func match(among records: [CallLogRecord], for user: CRMUserID) -> CallLogRecord? {
        let ranked = records.compactMap { record in rank(of: record, for: user).map { ($0, record) } }
        return ranked.min { left, right in
            if left.0 != right.0 { return left.0 < right.0 }
            let (first, second) = (left.1.identity, right.1.identity)
            return (first.hash, first.number) < (second.hash, second.number)
        }?.1
    }

    /// Lower is closer; `nil` if the row is not this request's.
    private func rank(of record: CallLogRecord, for user: CRMUserID) -> Int? {
        let other = record.identity
        if isEmpty { return record.userID == user ? 0 : nil }
        if hash.isEmpty { return other.number == number ? 0 : nil }
        if other.hash == hash { return 0 }
        guard other.hash.isEmpty else { return nil }
        if !number.isEmpty, other.number == number { return 1 }
        if other.number.isEmpty, record.userID == user { return 2 }
        return nil
    }
}
