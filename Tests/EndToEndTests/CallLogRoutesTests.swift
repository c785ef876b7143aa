import Foundation
import Testing

/// The main job, through real nginx and real spawn-fcgi, with one responder and with two.
@Suite(.serialized) struct CallLogRoutesTests {
    @Test(arguments: [1, 2])
    func `a call is created, refused a second time, loaded and updated`(processes: Int) throws {
        try Stack.with(processes: processes) { (stack) throws in
            let created = try stack.create(TestCall(session: "4503991234567"))
            #expect(created.status == 200)
            let id = try #require(try created.logID)
            #expect(try created.message == "Call logged")
            #expect(created.header("content-length") == "\(created.body.count)")

            let again = try stack.create(TestCall(session: "4503991234567"))
            #expect(try !again.isSuccessful)
            #expect(try again.logID == id)
            #expect(try again.message == "Existing log for session 4503991234567")

            let checked = try stack.load(["4503991234567"])
            #expect(try checked.logs.first?["matched"] as? Bool == true)
            #expect(try checked.logs.first?["logId"] as? String == id)
            #expect(try checked.logs.first?["logData"] == nil)

            let loaded = try stack.load(["4503991234567"], details: true)
            let data = try #require(try loaded.logs.first?["logData"] as? [String: Any])
            #expect(data["note"] as? String == "Wants a quote.")
            #expect(data["subject"] as? String == "Outbound Call to Carla Customer")
            #expect(
                data["fullBody"] as? String == """
                    - Note: Wants a quote.
                    - Summary: Outbound Call to Carla Customer
                    - Date/Time: 2024-04-18 02:03:21 PM
                    - Duration: 2 minutes, 5 seconds
                    - Result: Call connected

                    """
            )

            let updated = try stack.update(
                ["sessionId": "4503991234567", "note": "Line 1\nLine 2", "recordingLink": "https://r.example.com/1"]
            )
            #expect(try updated.isSuccessful)
            #expect(try updated.logID == id)
            #expect(try updated.json["updatedNote"] as? String == "Line 1\nLine 2")
            let reloaded = try stack.load(["4503991234567"], details: true)
            let after = try #require(try reloaded.logs.first?["logData"] as? [String: Any])
            #expect(after["note"] as? String == "Line 1\nLine 2")
            #expect(after["subject"] as? String == "Outbound Call to Carla Customer", "kept without a new one")
            #expect((after["fullBody"] as? String)?.contains("- Call recording link: https://r.example.com/1") == true)
        }
    }

    @Test func `sixty ids are all answered, in order`() throws {
        try Stack.with { (stack) throws in
            for session in ["1007", "1031"] { #expect(try stack.create(TestCall(session: session)).isSuccessful) }
            let asked = (1000..<1060).map(String.init)
            let logs = try stack.load(asked).logs
            #expect(logs.compactMap { $0["sessionId"] as? String } == asked)
            #expect(
                logs.filter { $0["matched"] as? Bool == true }.compactMap { $0["sessionId"] as? String }
                    == ["1007", "1031"]
            )
        }
    }

    @Test func `with details five records are read and the rest still answered`() throws {
        try Stack.with { (stack) throws in
            let asked = (2000..<2007).map(String.init)
            for session in asked { #expect(try stack.create(TestCall(session: session)).isSuccessful) }
            let logs = try stack.load(asked, details: true).logs
            #expect(logs.count == 7)
            #expect(logs.filter { $0["matched"] as? Bool == true }.count == 7)
            #expect(logs.filter { $0["logData"] != nil }.count == 5)
        }
    }

    @Test func `more than a thousand ids are refused with an empty list`() throws {
        try Stack.with { (stack) throws in
            let most = try stack.load((0..<1000).map { "7\($0)" })
            #expect(try most.logs.count == 1000)
            let more = try stack.load((0..<1001).map { "7\($0)" })
            #expect(try !more.isSuccessful)
            #expect(try more.logs.isEmpty)
            #expect(try more.message != nil)
        }
    }

    @Test func `zero and blank ids are unmatched and cannot be logged`() throws {
        try Stack.with { (stack) throws in
            for session in ["0", "00", "", "%20"] {
                #expect(try stack.load([session]).logs.first?["matched"] as? Bool == false)
            }
            for session in ["0", "00", "", "  "] {
                let reply = try stack.create(TestCall(session: session))
                #expect(try !reply.isSuccessful)
                #expect(try reply.message?.contains("sessionId") == true)
            }
            #expect(try stack.rows().isEmpty)
        }
    }

    @Test func `another user without identity does not see the call and may log it`() throws {
        try Stack.with { (stack) throws in
            let other = try stack.makeUser("other")
            #expect(try stack.create(TestCall(session: "31")).isSuccessful)
            #expect(try stack.load(["31"], token: other).logs.first?["matched"] as? Bool == false)
            #expect(try stack.create(TestCall(session: "31"), token: other).isSuccessful)
            #expect(try stack.rows().count == 2)
        }
    }

    @Test func `one extension's call is found by every user of the tenant under that extension`() throws {
        try Stack.with { (stack) throws in
            let other = try stack.makeUser("other")
            let call = TestCall(session: "32", extra: ["hashedExtensionId": "aa11", "extensionNumber": "101"])
            let id = try stack.create(call).logID
            let found = try stack.load(["32"], token: other, extra: "&hashedExtensionId=aa11").logs.first
            #expect(found?["logId"] as? String == id)
            #expect(
                try stack.load(["32"], token: other, extra: "&hashedExtensionId=bb22").logs.first?["matched"] as? Bool
                    == false
            )
            let again = try stack.create(call, token: other)
            #expect(try !again.isSuccessful)
            #expect(try again.logID == id)
        }
    }

    @Test func `a colleague under the same extension reads and updates the log, and it stays`() throws {
        try Stack.with { (stack) throws in
            let other = try stack.makeUser("other")
            let id = try stack.create(TestCall(session: "33", note: "first", extra: ["hashedExtensionId": "aa11"]))
                .logID
            let read = try stack.load(["33"], details: true, token: other, extra: "&hashedExtensionId=aa11").logs.first
            #expect((read?["logData"] as? [String: Any])?["note"] as? String == "first")
            let change = ["sessionId": "33", "note": "second", "hashedExtensionId": "aa11"]
            #expect(try stack.update(change, token: other).isSuccessful)
            let log = try stack.load(["33"], details: true, extra: "&hashedExtensionId=aa11").logs.first
            #expect(log?["logId"] as? String == id)
            #expect((log?["logData"] as? [String: Any])?["note"] as? String == "second")
            #expect(try stack.rows().map { $0["state"] as? String } == ["done"])
        }
    }

    @Test func `an update of an unknown session says so`() throws {
        try Stack.with { (stack) throws in
            let reply = try stack.update(["sessionId": "404", "note": "x"])
            #expect(reply.status == 200)
            #expect(try !reply.isSuccessful)
            #expect(try reply.message == "Cannot find log")
        }
    }

    @Test func `dispositions are kept and given back`() throws {
        try Stack.with { (stack) throws in
            #expect(try stack.create(TestCall(session: "51")).isSuccessful)
            let body = #"{"sessionId":"51","dispositions":{"testDispositionId":"won","note":"n"}}"#
            let put = try stack.send("PUT", "/callDisposition?jwtToken=\(stack.token)", body: body)
            #expect(try put.isSuccessful)
            let data = try stack.load(["51"], details: true).logs.first?["logData"] as? [String: Any]
            #expect((data?["dispositions"] as? [String: Any])?["testDispositionId"] as? String == "won")
        }
    }
}
