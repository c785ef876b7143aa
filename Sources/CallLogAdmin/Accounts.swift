import FoundationEssentials

/// Local users and groups by name, from `/etc/passwd` and `/etc/group`.
///
/// Read here and not by `getpwnam(3)`, which a static program cannot rely on: it loads shared libraries of the host.
enum Accounts {
    /// The name of a user, or the number if nobody here has it.
    static func user(_ id: UInt32) -> String { name(of: id, in: "/etc/passwd") }

    static func group(_ id: UInt32) -> String { name(of: id, in: "/etc/group") }

    /// The numbers of a user and of their own group; `nil` if there is no such user.
    static func ids(ofUser name: String) -> (user: UInt32, group: UInt32)? {
        for fields in lines(of: "/etc/passwd") where fields.count > 3 && fields[0] == name {
            if let user = UInt32(fields[2]), let group = UInt32(fields[3]) { return (user, group) }
        }
        return nil
    }

    private static func name(of id: UInt32, in path: String) -> String {
        let number = String(id)
        return lines(of: path).first { $0.count > 2 && $0[2] == number }.map { String($0[0]) } ?? number
    }

    private static func lines(of path: String) -> [[Substring]] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ":", omittingEmptySubsequences: false)
        }
    }
}
