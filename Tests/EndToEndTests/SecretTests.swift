import Foundation
import TestSupport
import Testing

/// A whole life in which every secret and every word about people is marked, and a look into every file it left.
///
/// The CRM is Pipedrive: testCRM keeps its records in our database, and they hold notes as any CRM's do.
@Suite(.serialized) struct SecretTests {
    @Test func `a whole life leaves no secret in any file, and no note, name or number outside the CRM`() throws {
        let fake = try FakePipedrive(clientSecret: Mark.clientSecret.text)
        defer { fake.stop() }
        fake.setTokenPrefix(Mark.crmToken.text)
        fake.addUser(777, name: "Agent")
        fake.addPerson(42, name: Mark.contactName.text, phones: ["+\(Mark.phoneNumber.text)"])
        try Stack.supervised(environment: Self.settings(fake)) { (stack, supervisor) throws in
            let life = MarkedLife(stack: stack, fake: fake, supervisor: supervisor)
            try life.connect()
            try life.logCalls()
            try life.beRefused()
            try life.fail()
            try life.rollAndCrash()
            let said = try life.whatTheToolSays()
            let commandLines = life.commandLines()
            try life.leave()

            // It took place, and the search finds what is there.
            let search = FileSearch(directory: stack.directory)
            #expect(fake.activities.contains { $0["note"]?.stringValue?.contains(Mark.note.text) == true })
            for file in ["responder.log", "nginx/access.log", "nginx/error.log", "data/calllog.db", "copy.db", "error"]
            {
                #expect(search.files.contains(file), "\(search.files)")
            }
            #expect(
                search.findings(of: "/oauth-callback") == ["nginx/access.log", "nginx/calllog.conf", "responder.log"]
            )
            let found = search.findings(of: Mark.idempotencyKey.text)
            #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("data/") || $0 == "copy.db" }, "\(found)")

            for mark in Mark.allCases where mark.isBannedFromDatabase {
                #expect(search.findings(of: mark.text) == [], "\(mark)")
                #expect(!said.contains(mark.text), "\(mark) in what calllogctl says")
                #expect(!commandLines.contains(mark.text), "\(mark) in a command line")
            }
            #expect(life.sessionTokens.count >= 5)
            for token in life.sessionTokens {
                // The longest part is the ciphertext; the first is the same for all.
                let secret = String(token.split(separator: ".").max { $0.count < $1.count } ?? "")
                #expect(search.findings(of: secret) == [], "a session token")
                #expect(!said.contains(secret) && !commandLines.contains(secret), "a session token")
            }
            #expect(search.files.allSatisfy { !$0.contains("core") }, "\(search.files)")
            #expect(search.files.allSatisfy { !$0.hasPrefix("nginx/temp/") }, "\(search.files)")
        }
    }

    private static func settings(_ fake: FakePipedrive) -> [String: String] {
        [
            "CALLLOG_CRM_TIMEOUT_MS": "500", "CALLLOG_LEASE_MS": "1100", "CALLLOG_QUIET_MS": "1500",
            "APP_SERVER_SECRET_KEY": "\(Mark.serverSecret.text)-\(UUID())",
            "CALLLOG_DATA_KEY": "\(Mark.dataKey.text)-\(UUID())", "HASH_KEY": Mark.hashKey.text,
            "TESTCRM_API_KEYS": "another-key,\(Mark.apiKey.text),key-of-demo", "CALLLOG_METRICS": "on",
            "CALLLOG_LOG_LEVEL": "debug", "PIPEDRIVE_CLIENT_ID": "fake-client",
            "PIPEDRIVE_CLIENT_SECRET": Mark.clientSecret.text,
            "PIPEDRIVE_REDIRECT_URI": "https://calls.test/pipedrive-redirect",
            "PIPEDRIVE_ACCESS_TOKEN_URI": fake.tokenURL, "PIPEDRIVE_API_BASE_URL": fake.baseURL,
        ]
    }
}
