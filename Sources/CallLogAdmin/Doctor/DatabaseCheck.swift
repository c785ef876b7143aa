import CallLog
import SQLiteStore

/// Whether the database is there, whole, ours, and has room.
struct DatabaseCheck {
    private static let subject = "database"
    private static let scarce: Int64 = 512 << 20
    private static let spent: Int64 = 64 << 20

    let path: String
    /// What the settings mean; the file may have been written with others.
    let usesWriteAheadLog: Bool
    let time: any TimeSource

    /// - Returns: What was found, and whether the database can be used as it is.
    func look() -> (findings: [Finding], isReady: Bool) {
        let directory = FileFacts.directory(of: path)
        guard let place = FileFacts(directory), place.isDirectory else {
            let advice = "install -d -m 0700 -o calllog -g calllog \(directory)"
            return ([.fail(Self.subject, "there is no directory \(directory)", advice: advice)], false)
        }
        guard FileFacts.mayUse(directory, isDirectory: true) else {
            let owner = Accounts.user(place.userID)
            let text = "\(directory) is \(place.text): not for \(Accounts.user(FileFacts.ownUserID))"
            return ([.fail(Self.subject, text, advice: "Run doctor, and the responder, as \(owner).")], false)
        }
        let space = [spaceFinding(directory), networkFinding()].compactMap { $0 }
        guard FileFacts(path) != nil else {
            return ([.ok(Self.subject, "there is none yet at \(path); the first start makes it")] + space, false)
        }
        do throws(StoreError) {
            let (findings, isReady) = judge(try SQLiteStore.inspect(path))
            return (findings + space, isReady)
        } catch {
            return ([.fail(Self.subject, "\(path): \(error)", advice: error.advice)] + space, false)
        }
    }

    private func judge(_ inspection: SQLiteStore.Inspection) -> ([Finding], Bool) {
        let (version, known) = (inspection.schemaVersion, inspection.knownVersion)
        guard (0...known).contains(version) else {
            let error = StoreError(version < 0 ? .corrupt : .newerSchema, detail: "version \(version), known \(known)")
            return ([.fail(Self.subject, "\(path): \(error)", advice: error.advice)], false)
        }
        let size = Self.megabytes(FileFacts(path)?.sizeInBytes ?? 0)
        let journal = inspection.usesWriteAheadLog ? "write-ahead log" : "rollback journal"
        let text = "\(path) is whole, \(size), schema \(version) of \(known), \(journal)"
        guard version == known else {
            let advice = "Nothing to do: the next start of calllog-fcgi brings it up; keep a backup."
            return ([.warn(Self.subject, text, advice: advice)], false)
        }
        guard inspection.usesWriteAheadLog == usesWriteAheadLog else {
            // To open it would be to change it, which nobody can while others have it open.
            let advice = "CALLLOG_JOURNAL means the other journal: stop everything that uses the file, then start anew."
            return ([.warn(Self.subject, text, advice: advice)], false)
        }
        var findings = [Finding.ok(Self.subject, text)]
        if let newest = inspection.newestCall, newest > time.now() + .seconds(60) {
            findings.append(
                .fail(
                    "clock",
                    "the newest call is of \(newest.rfc3339), which is \((newest - time.now()).spoken) ahead",
                    advice: "The clock went back, or was ahead: set it, and keep it right by NTP."
                )
            )
        }
        return (findings, true)
    }

    private func spaceFinding(_ directory: String) -> Finding? {
        guard let free = FileFacts.freeBytes(at: directory) else { return nil }
        let text = "\(Self.megabytes(free)) free at \(directory)"
        let advice = "Free some space: without it no call is logged."
        if free < Self.spent { return .fail("disk", text, advice: advice) }
        return free < Self.scarce ? .warn("disk", text, advice: advice) : .ok("disk", text)
    }

    private func networkFinding() -> Finding? {
        SQLiteStore.isOnNetwork(path) ? Self.networkFinding(usesWriteAheadLog: usesWriteAheadLog) : nil
    }

    /// What there is to say of a database on a network file system.
    static func networkFinding(usesWriteAheadLog: Bool) -> Finding {
        if usesWriteAheadLog {
            return .warn(
                subject,
                "it is on a network file system, and few of these have the shared memory of a write-ahead log",
                advice: "Set CALLLOG_JOURNAL=auto, unless this one is local all the same, as FUSE may be."
            )
        }
        return .warn(
            subject,
            "it is on a network file system, so it runs with a rollback journal: slower, and just as safe",
            advice: "Put it on a disk of this machine if there is one."
        )
    }

    private static func megabytes(_ bytes: Int64) -> String {
        bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
    }
}
