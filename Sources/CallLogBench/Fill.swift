import CallLog
import ServerAssembly

/// Writes rows of logged calls, so that a large database can be measured.
enum Fill {
    static func run(_ count: Int, _ parts: ServerParts) async throws {
        let tenant = Tenant(platform: "testCRM", host: "")
        let now = parts.time.now()
        let batch = 2000
        for start in stride(from: 0, to: count, by: batch) {
            try await parts.store.write { store throws(StoreError) in
                for index in start..<min(start + batch, count) {
                    try store.put(
                        CallLogRecord(
                            key: CallLogKey(
                                tenant: tenant,
                                sessionID: CallSessionID(rawValue: "fill\(index)"),
                                owner: "u:bench"
                            ),
                            operationID: "cl-\(index)",
                            state: .done,
                            leaseUntil: now,
                            claimedAt: now,
                            requestDigest: [0],
                            userID: "bench",
                            identity: ExtensionIdentity(),
                            contactID: "42",
                            crmLogID: CRMLogID(rawValue: "fill-log-\(index)"),
                            createdAt: now,
                            updatedAt: now
                        )
                    )
                }
            }
        }
    }
}
