import Foundation
import TestSupport
import Testing

/// A person's way through the extension, from the icon to a logged call and out again, judged by what they see.
@Suite struct ClientJourneyTests {
    typealias Client = AppConnectClient

    @Test(arguments: Client.Generation.allCases)
    func `on testCRM, from the icon to a logged call and back in`(generation: Client.Generation) throws {
        try Stack.with(processes: 2) { (stack) throws in
            let client = Client(stack, generation, platform: "testCRM")
            try client.start()
            try client.connect(apiKey: "demo-key")
            #expect(client.takeNotifications() == ["success: Connected to TestCRM."])
            #expect(client.name == "Test User")

            let unknown = try client.contacts("+12125550147")
            #expect(unknown.map { $0["id"] as? String } == ["createNewContact"])
            let contact = try #require(try client.createContact("+12125550147", name: "Carla Customer"))
            #expect(client.takeNotifications() == ["success: Contact created."])
            let known = try client.contacts("+12125550147")
            #expect(known.map { $0["name"] as? String } == ["Carla Customer", "Create new contact..."])

            try walk(client, contact: contact, session: "4503991234567", field: "associatedDeal", value: "eA22")
            try leaveAndReturn(client) { try client.connect(apiKey: "demo-key") }
            #expect(client.takeNotifications() == ["success: Logged out of TestCRM", "success: Connected to TestCRM."])
            #expect(try client.matches(["4503991234567"]) == ["4503991234567"])
            #expect(client.interruptions == [])
        }
    }

    @Test(arguments: Client.Generation.allCases)
    func `on Pipedrive, from its marketplace to a logged call and back in`(generation: Client.Generation) throws {
        try PipedriveStack.with { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            fake.addLead("adf21080-0e10-11eb-879b-05d71fb426ec", title: "Warm lead", person: 42)
            let client = Client(stack, generation, platform: "pipedrive")
            let code = fake.authorizationCode(for: 777, code: "code.1")
            let page = try stack.get("/pipedrive-redirect?code=\(code)")
            #expect(page.text.contains(#"id="rc-stepper""#))
            try client.start()
            try client.connect(callback: "http://127.0.0.1:\(stack.port)/pipedrive-redirect?code=\(code)")
            #expect(client.takeNotifications() == ["success: Connected to Pipedrive."])
            #expect(try client.send("GET", "/hostname").text == "acme.pipedrive.com")

            let found = try client.contacts("+12125550147")
            #expect(found.map { $0["name"] as? String } == ["Carla Customer", "Create new contact..."])
            let contact = try #require(found.first)
            #expect(contact["id"] as? Int == 42, "a number stays a number")
            let deals = (contact["additionalInfo"] as? [String: Any])?["deals"] as? [[String: Any]]
            #expect(deals?.first?["title"] as? String == "Big deal")

            try walk(client, contact: contact, session: "5501", field: "deals", value: 55)
            #expect(fake.activities.last?["deal_id"]?.numberValue?.int64 == 55)
            try leaveAndReturn(client) {
                let again = fake.authorizationCode(for: 777, code: "code.2")
                try client.connect(callback: "http://127.0.0.1:\(stack.port)/pipedrive-redirect?code=\(again)")
            }
            #expect(
                client.takeNotifications() == ["success: Logged out of Pipedrive", "success: Connected to Pipedrive."]
            )
            #expect(try client.matches(["5501"]) == ["5501"])
            #expect(client.interruptions == [])
        }
    }

    /// Log, matcher, edit form, save, recording arrives later, AI note and transcript, disposition.
    private func walk(
        _ client: Client,
        contact: [String: Any],
        session: String,
        field: String,
        value: Any
    ) throws {
        #expect(try client.matches([session]) == [])
        try client.cacheNote(session, "Typed during the call")
        let call = Self.call(session, contact: contact, fields: [field: value])
        try client.log(call)
        #expect(client.takeNotifications() == ["success: Call logged"])
        #expect(try client.matches(["1", session, "2"]) == [session])
        try client.log(call)
        #expect(client.takeNotifications() == ["warning: Existing log for session \(session)"])

        var form = try client.form(session)
        #expect(form["subject"] as? String == "Outbound Call to Carla Customer")
        #expect(form["note"] as? String == "Wants a quote.\nBudget $100.")
        let dispositions = form["dispositions"] as? [String: Any]
        #expect("\(dispositions?[field] ?? "")" == "\(value)")

        var details: [String: Any] = [
            "sessionId": session, "startTime": 1_713_449_001_000, "duration": 130, "result": "Call connected",
            "direction": "Outbound", "from": Self.agent, "to": Self.customer,
        ]
        try client.update(
            details.merging([
                "subject": "Quote for Carla", "note": "Quote sent.", "aiNote": "Carla asked for a quote.",
                "transcript": "Alex: Hello.\nCarla: Hello.",
            ]) { $1 }
        )
        #expect(client.takeNotifications() == ["success: Call log updated."])
        try client.setDisposition(session, [field: value])

        // The recording arrives on its own, without subject and with an empty note: neither may be lost.
        details["note"] = ""
        details["recordingLink"] = "https://media.example.com/recording/1"
        details["recordingDownloadLink"] = "https://media.example.com/1?accessToken=SECRET123"
        try client.update(details, isShown: false)
        #expect(client.takeNotifications() == [])
        form = try client.form(session)
        #expect(form["subject"] as? String == "Quote for Carla")
        #expect(form["note"] as? String == "Quote sent.")
        let body = form["fullBody"] as? String ?? ""
        for text in [
            "Quote sent.", "Carla asked for a quote.", "Alex: Hello.", "https://media.example.com/recording/1",
        ] {
            #expect(body.contains(text), "\(text)")
        }
        #expect(!body.contains("SECRET123"))
    }

    /// Log out, see that the old session is over and still lets the client out, and connect again.
    private func leaveAndReturn(_ client: Client, _ connect: () throws -> Void) throws {
        let old = client.token
        try client.logOut()
        #expect(client.token == nil)
        client.token = old
        #expect(try client.send("GET", "/user/settings").text == "{}")
        let refused = try client.send("GET", "/contact?phoneNumber=+12125550147")
        #expect(refused.status == 400)
        #expect(refused.text == "Please go to Settings and authorize CRM platform")
        client.token = nil
        try connect()
        #expect(client.token != nil)
    }

    @Test(arguments: Client.Generation.allCases)
    func `an expired token is told so, and the way back in is open`(generation: Client.Generation) throws {
        try Stack.with { (stack) throws in
            let client = Client(stack, generation, platform: "testCRM")
            client.token = try stack.mint("demo", extra: ["--ttl", "1"])
            usleep(1_100_000)
            try client.log(Self.call("1", contact: ["id": "x"], fields: [:]))
            let sentence = "warning: Please go to Settings and authorize CRM platform"
            #expect(client.takeNotifications() == [sentence])
            try client.logOut()
            #expect(client.token == nil, "the person is not stuck")
            try client.start()
            try client.connect(apiKey: "demo-key")
            #expect(client.takeNotifications() == ["success: Connected to TestCRM."])
        }
    }

    private static let agent: [String: String] = ["phoneNumber": "+16505550100", "name": "Alex Agent"]
    private static let customer: [String: String] = ["phoneNumber": "+12125550147", "name": "Carla Customer"]

    /// The body the log form sends (client.md section 3), with the widget's times and the pending recording.
    private static func call(_ session: String, contact: [String: Any], fields: [String: Any]) -> [String: Any] {
        [
            "logInfo": [
                "id": "A\(session)", "uri": "https://platform.ringcentral.com/x", "sessionId": session,
                "telephonySessionId": "s-\(session)", "partyId": "p-1", "type": "Voice", "direction": "Outbound",
                "action": "Phone Call", "result": "Call connected", "startTime": 1_713_449_001_000, "duration": 125,
                "from": agent, "to": customer, "extension": ["id": 4002],
                "recording": ["link": "(pending...)", "expiry": 1_713_449_601_000],
                "customSubject": "Outbound Call to Carla Customer",
            ],
            "note": "Wants a quote.\nBudget $100.", "additionalSubmission": fields, "overridingFormat": [String](),
            "contactId": contact["id"] ?? "", "contactType": "contact", "contactName": "Carla Customer",
        ]
    }
}
