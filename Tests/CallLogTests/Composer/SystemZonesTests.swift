import Foundation
import Testing

@testable import CallLog

/// Our reading of the system's zone files against the C library's.
@Suite struct SystemZonesTests {
    private static let years = 2016..<2041
    private let directory = ZoneDirectory()

    /// Every zone below the directory but the copies that the system keeps for other ways of counting.
    private static func zones() -> [String] {
        let root = ZoneDirectory.systemPath
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return files.filter { name in
            guard !name.hasPrefix("right/"), !name.hasPrefix("posix/"), ZoneDirectory.isSafe(name) else { return false }
            return FileManager.default.contents(atPath: root + "/" + name)?.prefix(4) == Data("TZif".utf8)
        }
        .sorted()
    }

    private static func output(of command: String, _ arguments: [String]) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    /// Both sides of every change, as `zdump` lists them.
    private static func changes(in zones: [String]) throws -> [String: [(second: Int64, offset: Int)]] {
        let range = "\(years.lowerBound),\(years.upperBound)"
        var changes: [String: [(second: Int64, offset: Int)]] = [:]
        for line in try output(of: "/usr/bin/zdump", ["-v", "-c", range] + zones) {
            // Europe/Berlin  Sun Mar 31 01:00:00 2024 UT = Sun Mar 31 03:00:00 2024 CEST isdst=1 gmtoff=7200
            let words = line.split(separator: " ")
            guard words.count == 16, let month = months.firstIndex(of: words[2]), let day = Int(words[3]),
                let year = Int(words[5]), let offset = Int(words[15].dropFirst("gmtoff=".count))
            else { continue }
            let clock = words[4].split(separator: ":").compactMap { Int($0) }
            let date = CivilDate(
                year: year,
                month: month + 1,
                day: day,
                hour: clock[0],
                minute: clock[1],
                second: clock[2]
            )
            changes[String(words[0]), default: []].append((date.milliseconds / 1000, offset))
        }
        return changes
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    @Test func `the hours around each change are the system's, in every zone`() throws {
        let zones = Self.zones()
        #expect(zones.count > 300)
        var checked = 0
        for (zone, sides) in try Self.changes(in: zones) {
            let rules = try #require(directory.rules(of: zone))
            for (second, offset) in sides {
                #expect(rules.secondsFromUTC(at: second) == offset, "\(zone) at \(second)")
                for hours in -3...3 {
                    let moment = second + Int64(hours) * 3600
                    // What holds is what the last side up to the moment says; before the first, that one itself.
                    let expected = sides.last { $0.second <= moment }?.offset ?? sides[0].offset
                    #expect(rules.secondsFromUTC(at: moment) == expected, "\(zone) at \(moment)")
                    checked += 1
                }
            }
        }
        #expect(checked > 10_000)
    }

    @Test func `winter and summer of every year are the system's, in every zone`() throws {
        let zones = Self.zones()
        let moments = (2018...2042).flatMap { year in
            [1, 7].map { CivilDate(year: year, month: $0, day: 15, hour: 12).milliseconds / 1000 }
        }
        let list = moments.map { "@\($0)\n" }.joined()
        let script = """
            times=$(mktemp) && printf '%s' "$0" > "$times"
            for zone in "$@"; do echo "zone $zone"; TZ=":$zone" date -f "$times" +%z; done
            rm "$times"
            """
        var zone = ""
        var offsets: [String: [Substring]] = [:]
        for line in try Self.output(of: "/bin/sh", ["-c", script, list] + zones) {
            if line.hasPrefix("zone ") {
                zone = String(line.dropFirst(5))
            } else {
                offsets[zone, default: []].append(line)
            }
        }
        #expect(offsets.count == zones.count)
        for (zone, offsets) in offsets {
            #expect(offsets.count == moments.count)
            for (moment, text) in zip(moments, offsets) {
                let ours = directory.secondsFromUTC(in: zone, at: Timestamp(seconds: moment))
                #expect(ours == UserTimeZone.seconds(ofOffset: String(text)), "\(zone) at \(moment)")
            }
        }
    }
}
