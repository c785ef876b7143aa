import Synchronization

/// The system's time zones, read from the files of `tzdata` when first asked for and kept for the life of the process.
///
/// The standard library knows no IANA names, and the part of Foundation that does brings 44 MB of other data along.
public final class ZoneDirectory: TimeZoneLookup {
    /// Where Debian and most other systems keep zone files.
    public static let systemPath = "/usr/share/zoneinfo"
    /// More names than there are zones; a flood of made-up names empties the cache instead of filling the memory.
    private static let cacheLimit = 1024

    private let path: String
    /// `nil` for a name that has been looked up in vain.
    private let cache = Mutex<[String: ZoneRules?]>([:])

    /// Reads nothing yet; a directory without zone files knows no zones.
    public init(path: String = ZoneDirectory.systemPath) {
        self.path = path
    }

    public func secondsFromUTC(in zone: String, at moment: Timestamp) -> Int? {
        rules(of: zone)?.secondsFromUTC(at: moment.seconds)
    }

    func rules(of zone: String) -> ZoneRules? {
        guard Self.isSafe(zone) else { return nil }
        if let known = cache.withLock({ $0[zone] }) { return known }
        let rules = ZoneFile.bytes(at: path + "/" + zone).flatMap { ZoneRules(file: $0) }
        cache.withLock { cache in
            if cache.count >= Self.cacheLimit { cache.removeAll() }
            cache[zone] = .some(rules)
        }
        return rules
    }

    /// Whether `name` can only lead to a file below the directory: letters, digits and `_+-` in parts joined by `/`.
    static func isSafe(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count) else { return false }
        var previous = UInt8(ascii: "/")
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                break
            case UInt8(ascii: "/") where previous != UInt8(ascii: "/"):
                break
            default:
                return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "/")
    }
}
