import CallLog
import Settings

/// Whether secrets and data are out of everybody else's reach.
struct FilesCheck {
    private static let subject = "files"

    let configFile: String?
    let source: SettingSource?
    /// `nil` if the place of the database is not known.
    let settings: ServerSettings?

    func findings() -> [Finding] {
        let findings = configFindings + secretFindings + databaseFindings
        return findings.isEmpty ? [.ok(Self.subject, "nothing is kept in files but the database")] : findings
    }

    private var configFindings: [Finding] {
        guard let configFile, let facts = FileFacts(configFile) else { return [] }
        // Who can write it can name a database and keys of theirs.
        let allowed: UInt32 = source?.fileHoldsSecret == true ? 0o750 : 0o754
        return [finding(configFile, facts, allowed: allowed, mend: "chmod 0640 \(configFile)")]
    }

    private var secretFindings: [Finding] {
        (source?.secretFiles ?? []).compactMap { name, path in
            FileFacts(path).map { finding(path, $0, allowed: 0o750, mend: "chmod 0640 \(path)") }
        }
    }

    private var databaseFindings: [Finding] {
        guard let path = settings?.databasePath else { return [] }
        let directory = FileFacts.directory(of: path)
        guard let place = FileFacts(directory) else { return [] }
        var findings = [finding(directory, place, allowed: 0o755, mend: "chmod 0700 \(directory)")]
        for file in [path, "\(path)-wal", "\(path)-shm"] {
            guard let facts = FileFacts(file) else { continue }
            if facts.userID != place.userID {
                let owner = Accounts.user(place.userID)
                findings.append(
                    .fail(
                        Self.subject,
                        "\(file) belongs to \(Accounts.user(facts.userID)), its directory to \(owner)",
                        advice: "chown \(place.owner) \(file)"
                    )
                )
            } else {
                findings.append(finding(file, facts, allowed: 0o600, mend: "chmod 0600 \(file)"))
            }
        }
        return findings
    }

    private func finding(_ path: String, _ facts: FileFacts, allowed: UInt32, mend: String) -> Finding {
        guard facts.mode & ~allowed & 0o777 != 0 else { return .ok(Self.subject, "\(path) \(facts.text)") }
        let danger = facts.mode & ~allowed & 0o022 != 0 ? "others may change it" : "others may read it"
        return .fail(Self.subject, "\(path) \(facts.text): \(danger)", advice: mend)
    }
}
