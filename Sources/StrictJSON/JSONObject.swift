/// A JSON object: members in order, each key once.
public struct JSONObject: Sendable, ExpressibleByDictionaryLiteral {
    /// In order; each key once.
    public private(set) var members: [(key: String, value: JSONValue)] = []

    /// `{}`.
    public init() {}

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members.reserveCapacity(elements.count)
        for (key, value) in elements { self[key] = value }
    }

    /// Trusts the caller that no key is repeated; the parser has checked it.
    init(uniqueMembers: [(key: String, value: JSONValue)]) {
        self.members = uniqueMembers
    }

    /// Whether this is `{}`.
    public var isEmpty: Bool { members.isEmpty }
    /// In order.
    public var keys: [String] { members.map(\.key) }

    /// Reads a member; writing replaces it in place or appends it, and writing `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Hashable {
    /// Equal if the same members stand in the same order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        for member in members {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}
