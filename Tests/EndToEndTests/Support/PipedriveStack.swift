import Foundation
import TestSupport
import Testing

/// A stack whose CRM is the strict fake Pipedrive, over real HTTP.
struct PipedriveStack {
    let stack: Stack
    let fake: FakePipedrive
    let token: String

    static func with<Result>(
        processes: Int = 1,
        environment: [String: String] = ShortClocks.settings,
        apache: Stack.Apache? = nil,
        _ body: (PipedriveStack) throws -> Result
    ) throws -> Result {
        let fake = try FakePipedrive()
        defer { fake.stop() }
        fake.addPerson(42, name: "Carla Customer", phones: ["+12125550147"], organization: 9)
        fake.addDeal(55, title: "Big deal", person: 42)
        let pipedrive = [
            "PIPEDRIVE_CLIENT_ID": "fake-client", "PIPEDRIVE_CLIENT_SECRET": "fake-secret",
            "PIPEDRIVE_REDIRECT_URI": "https://calls.test/pipedrive-redirect",
            "PIPEDRIVE_ACCESS_TOKEN_URI": fake.tokenURL, "PIPEDRIVE_API_BASE_URL": fake.baseURL,
        ]
        return try Stack.with(
            processes: processes,
            environment: environment.merging(pipedrive) { $1 },
            limits: "",
            apache: apache
        ) { (stack) throws in
            let token = try connect(stack, fake, user: 777)
            return try body(PipedriveStack(stack: stack, fake: fake, token: token))
        }
    }

    /// Makes a Pipedrive user known on both sides.
    static func connect(_ stack: Stack, _ fake: FakePipedrive, user: Int64) throws -> String {
        let tokens = fake.addUser(user, name: "Agent \(user)")
        let files = ["access": tokens.access, "refresh": tokens.refresh]
        for (name, text) in files {
            try text.write(toFile: "\(stack.directory)/\(name)-\(user)", atomically: true, encoding: .utf8)
        }
        let expiry = ISO8601DateFormatter().string(from: Date().addingTimeInterval(3500))
        let id = "\(user)-4242-pipedrive"
        let made = try stack.control([
            "user", "set", "--platform", "pipedrive", "--id", id, "--hostname", "acme.pipedrive.com",
            "--access-token-file", "\(stack.directory)/access-\(user)",
            "--refresh-token-file", "\(stack.directory)/refresh-\(user)", "--token-expiry", expiry,
        ])
        try #require(made.status == 0, "\(made.standardError)")
        return try stack.mint(id, platform: "pipedrive")
    }

    func create(_ session: String, note: String = "Wants a quote.", extra: [String: Any] = [:]) throws -> HTTPReply {
        try stack.create(TestCall(session: session, note: note, extra: extra), token: token)
    }

    /// How often an activity was posted, executed or not.
    var posts: Int { fake.requests(of: "POST /api/v2/activities").count }

    /// Activities that exist.
    var live: Int { fake.activities.filter { $0["is_deleted"]?.boolValue != true }.count }
}
