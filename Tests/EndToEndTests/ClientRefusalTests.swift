import Foundation
import TestSupport
import Testing

/// What a person sees when something is refused on the way, and what must not be seen by anybody.
@Suite struct ClientRefusalTests {
    typealias Client = AppConnectClient

    @Test func `a refused login is seen and leaves nothing behind`() throws {
        try Stack.with(environment: ["TESTCRM_API_KEYS": "right"]) { (stack) throws in
            let client = Client(stack, .of2025, platform: "testCRM")
            try client.start()
            for key in ["", "wrong"] {
                try client.connect(apiKey: key)
                #expect(client.takeNotifications() == ["warning: Failed to register api key."])
                #expect(client.token == nil)
            }
            // The client's own mistake at each start of a popup that is not connected.
            let mistake = try client.send(
                "GET",
                "/oauth-callback?callbackUri=undefined&state=platform=pipedrive&hostname=x&rcAccountId=1",
                isLoggedIn: false
            )
            #expect((400..<500).contains(mistake.status))
            try client.connect(callback: "https://x.test/r?code=C", state: "&state=platform=testCRM&hostname=x")
            #expect(client.takeNotifications().first?.hasPrefix("warning: ") == true)
            #expect(client.token == nil)
            try client.connect(apiKey: "right")
            #expect(client.token != nil)
        }
    }

    @Test func `a code that Pipedrive refuses is seen`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let client = Client(pipedrive.stack, .of2025, platform: "pipedrive")
            try client.start()
            for address in [
                "https://x.test/pipedrive-redirect?code=stale", "https://x.test/pipedrive-redirect?error=access_denied",
            ] {
                try client.connect(callback: address)
                #expect(client.takeNotifications().first?.hasPrefix("warning: ") == true)
                #expect(client.token == nil)
            }
        }
    }

    @Test func `taking the app off in Pipedrive ends the session`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let stack = pipedrive.stack
            let body = #"{"client_id":"fake-client","company_id":4242,"user_id":777,"timestamp":"2026-01-01 00:00:00"}"#
            let forged = try stack.send(
                "DELETE",
                "/pipedrive-redirect",
                headers: ["Authorization": "Basic \(Data("fake-client:guess".utf8).base64EncodedString())"],
                body: body
            )
            #expect(forged.status == 401)
            #expect(try stack.get("/hostname?jwtToken=\(pipedrive.token)").status == 200)
            let reply = try stack.send(
                "DELETE",
                "/pipedrive-redirect",
                headers: ["Authorization": "Basic \(Data("fake-client:fake-secret".utf8).base64EncodedString())"],
                body: body
            )
            #expect(reply.status == 200)
            #expect(try stack.get("/hostname?jwtToken=\(pipedrive.token)").status == 400)
        }
    }

    @Test func `the manifest names the public address and author of the settings`() throws {
        let settings = ["CALLLOG_PUBLIC_URL": "https://calls.example.com/", "CALLLOG_AUTHOR_NAME": "Example"]
        try Stack.with(environment: settings) { (stack) throws in
            let manifest = try stack.get("/crmManifest?platformName=testCRM").json
            #expect(manifest["serverUrl"] as? String == "https://calls.example.com")
            #expect((manifest["author"] as? [String: Any])?["name"] as? String == "Example")
            for url in ["calls.example.com", "https://", "https://a b", "https://a/?x", "ftp://a", "https://u@a"] {
                let output = try Program.run(
                    Program.built("calllog-fcgi"),
                    ["--check"],
                    environment: stack.environment.merging(["CALLLOG_PUBLIC_URL": url]) { $1 }
                )
                #expect(output.status == 78, "\(url)")
                #expect(output.standardError.contains("CALLLOG_PUBLIC_URL"))
            }
        }
    }

    @Test func `an internal number is not offered anybody`() throws {
        try Stack.with { (stack) throws in
            let client = Client(stack, .of2025, platform: "testCRM")
            client.token = stack.token
            #expect(try client.contacts("101", isExtension: true).isEmpty)
            #expect(
                client.takeNotifications() == ["warning: Logging against internal extension number is not supported."]
            )
        }
    }

    @Test func `what one process found another knows, until a contact is created`() throws {
        try Stack.with(processes: 2) { (stack) throws in
            let client = Client(stack, .of2025, platform: "testCRM")
            client.token = stack.token
            for round in 1...5 {
                _ = try client.contacts("+4930123456\(round)")
                let contact = try client.createContact("+4930123456\(round)", name: "Contact \(round)")
                for _ in 0..<4 {
                    let found = try client.contacts("+4930123456\(round)")
                    #expect(found.first?["id"] as? String == contact?["id"] as? String)
                }
            }
            let number = "'30123456'"
            let telling = "instr(key, \(number)) > 0 OR instr(body, CAST(\(number) AS BLOB)) > 0"
            #expect(try stack.query("SELECT count(*) FROM stored_replies WHERE \(telling)") == "0")
        }
    }

    @Test func `no secret of a login reaches a log`() throws {
        try Stack.with { (stack) throws in
            let client = Client(stack, .of2025, platform: "testCRM")
            try client.start()
            try client.connect(apiKey: "SECRET-API-KEY")
            try client.connect(callback: "https://x.test/r?code=SECRET-CODE", state: "&state=platform=testCRM")
            try client.logOut()
            let logs = [
                stack.contents(stack.responderLog), stack.contents("\(stack.directory)/nginx/access.log"),
                stack.contents("\(stack.directory)/nginx/error.log"),
            ]
            for log in logs { #expect(!log.contains("SECRET")) }
            #expect(logs[0].contains("/apiKeyLogin"))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: stack.database))
            #expect(bytes.range(of: Data("SECRET".utf8)) == nil)
        }
    }
}
