import Foundation
import Synchronization
import Testing

/// The short clocks of crash tests, as settings.
enum ShortClocks {
    static let settings = [
        "CALLLOG_CRM_TIMEOUT_MS": "1000", "CALLLOG_LEASE_MS": "2500", "CALLLOG_QUIET_MS": "4000",
    ]
}

extension Stack {
    /// How many records of a session testCRM holds: the note names it.
    func recordsInTestCRM(noteContains text: String) throws -> Int {
        let sql = "SELECT count(*) FROM adapter_records WHERE kind = 'log' AND instr(value, '\(text)') > 0"
        return try #require(Int(try query(sql)))
    }

    /// Lets another program hold the database's write lock for six seconds; returns once it does.
    func holdWriteLock() -> Thread { Program.holdWriteLock(of: database, seconds: 6) }

    static func isStopped(_ pid: pid_t) -> Bool {
        let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return stat.split(separator: ")").last?.split(separator: " ").first == "T"
    }

    /// Waits until no call is undecided any more.
    func waitUntilDecided(seconds: Double = 40) throws -> Bool {
        try waitUntil(seconds: seconds) {
            try query("SELECT count(*) FROM call_logs WHERE state IN ('pending', 'unknown')") == "0"
        }
    }
}

extension Program {
    /// Lets `sqlite3` hold a database's write lock; returns once it does.
    static func holdWriteLock(of database: String, seconds: Int) -> Thread {
        let mark = "\(database).held"
        let holder = Thread {
            _ = try? run(
                "sqlite3",
                [database],
                environment: [:],
                input: "BEGIN IMMEDIATE;\n.shell touch \(mark); sleep \(seconds)\nROLLBACK;\n"
            )
        }
        holder.start()
        waitUntil { FileManager.default.fileExists(atPath: mark) }
        return holder
    }
}

/// Runs bodies on threads of their own and collects what they return; errors become descriptions.
func inParallel<Result: Sendable>(
    _ count: Int,
    _ body: @escaping @Sendable (Int) throws -> Result
) -> (results: [Result], errors: [String]) {
    let results = Mutex<[Result]>([])
    let errors = Mutex<[String]>([])
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        Thread.detachNewThread {
            do {
                let result = try body(index)
                results.withLock { $0.append(result) }
            } catch {
                errors.withLock { $0.append("\(error)") }
            }
            group.leave()
        }
    }
    group.wait()
    return (results.withLock { $0 }, errors.withLock { $0 })
}
