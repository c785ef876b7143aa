import Foundation
import Testing

/// Bad input gets a clear answer and leaves nothing behind.
@Suite(.serialized) struct RefusalTests {
    static let tokenText = "Please go to Settings and authorize CRM platform"

    @Test func `every bad token is the same 400 in plain text`() throws {
        try Stack.with { (stack) throws in
            let expired = try stack.mint("demo", extra: ["--ttl", "1"])
            let revoked = try stack.makeUser("revoked")
            try stack.control(["user", "revoke", "--platform", "testCRM", "--id", "revoked"])
            usleep(1_100_000)
            let tokens = ["", "undefined", "a.b.c", String(stack.token.dropLast(2)), expired, revoked]
            for token in tokens {
                for (method, body) in [("GET", nil), ("POST", TestCall(session: "1").body), ("PATCH", "{}")] {
                    let reply = try stack.send(method, "/callLog?sessionIds=1&jwtToken=\(token)", body: body)
                    #expect(reply.status == 400)
                    #expect(reply.text == Self.tokenText)
                    #expect(reply.header("content-type")?.hasPrefix("text/plain") == true)
                    #expect(reply.values(of: "access-control-allow-origin") == ["*"])
                }
            }
            #expect(try stack.rows().isEmpty)
        }
    }

    @Test func `the header counts first, and a bad one leaves the word to the query`() throws {
        try Stack.with { (stack) throws in
            let target = "/callLog?sessionIds=1"
            #expect(try stack.get(target, headers: ["Authorization": "Bearer \(stack.token)"]).status == 200)
            #expect(try stack.get(target, headers: ["Authorization": "bearer \(stack.token)"]).status == 200)
            #expect(try stack.get(target, headers: ["Authorization": "Bearer  \(stack.token)"]).status == 400)
            let query = "\(target)&jwtToken=\(stack.token)"
            for field in ["Bearer forged.token.here", "Basic eDp5", "Bearer"] {
                #expect(try stack.get(query, headers: ["Authorization": field]).status == 200)
            }
        }
    }

    @Test func `a removed or logged-out user is not found`() throws {
        try Stack.with { (stack) throws in
            let token = try stack.makeUser("leaving")
            try stack.control(["user", "remove", "--platform", "testCRM", "--id", "leaving"])
            let created = try stack.create(TestCall(session: "1"), token: token)
            #expect(created.status == 200)
            #expect(try created.message == "User not found")
            let loaded = try stack.load(["1"], token: token)
            #expect(try !loaded.isSuccessful)
            #expect(try loaded.message == "User not found")
            #expect(try stack.update(["sessionId": "1"], token: token).message == "User not found")
        }
    }

    @Test func `a body that is no JSON object is a 400 that says so`() throws {
        try Stack.with { (stack) throws in
            let target = "/callLog?jwtToken=\(stack.token)"
            let bodies = [
                "", "{", "[]", "null", "{} {}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "\u{FEFF}{}", "{\"a\":\"\\u0000\"}",
            ]
            for body in bodies {
                for method in ["POST", "PATCH"] {
                    let reply = try stack.send(method, target, body: body)
                    #expect(reply.status == 400, "\(body)")
                    #expect(reply.text.contains("request body"), "\(reply.text)")
                    #expect(reply.text.hasSuffix(".") && !reply.text.contains("\n"))
                }
            }
            let form = try stack.send(
                "POST",
                target,
                headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: "a=b"
            )
            #expect(form.status == 415)
            #expect(try stack.rows().isEmpty)
        }
    }

    @Test func `a missing field is named`() throws {
        try Stack.with { (stack) throws in
            let calls: [(TestCall, String)] = [
                (TestCall(session: "1", extra: ["logInfo": NSNull()]), "logInfo"),
                (TestCall(session: "1", info: ["sessionId": NSNull()]), "sessionId"),
                (TestCall(session: "1", info: ["to": NSNull()]), "logInfo.to"),
                (TestCall(session: "1", info: ["from": NSNull(), "direction": "Inbound"]), "logInfo.from"),
            ]
            for (call, field) in calls {
                let reply = try stack.create(call)
                #expect(reply.status == 200)
                #expect(try !reply.isSuccessful)
                #expect(try reply.message?.contains(field) == true, "\(reply.text)")
            }
            for contact in [NSNull(), "", 0, "createNewContact", "searchContact"] as [Any] {
                let reply = try stack.create(TestCall(session: "1", contact: contact))
                #expect(try reply.message == "Contact not found for number +12125550147")
            }
            #expect(try stack.update(["note": "x"]).message?.contains("sessionId") == true)
            #expect(try stack.get("/callLog?jwtToken=\(stack.token)").message == "No session IDs provided")
            #expect(try stack.get("/callLog?jwtToken=\(stack.token)").logs.isEmpty)
            #expect(try stack.rows().isEmpty)
            #expect(try stack.query("SELECT count(*) FROM adapter_records") == "0")
        }
    }

    @Test func `methods and paths that do not exist are refused`() throws {
        try Stack.with { (stack) throws in
            for method in ["PUT", "DELETE"] {
                let reply = try stack.send(method, "/callLog?jwtToken=\(stack.token)")
                #expect(reply.status == 405)
                #expect(reply.header("allow") == "GET, PATCH, POST")
            }
            for path in ["/", "/callLog/", "/calllog", "//callLog/x", "/callLog/../x", "/nothing"] {
                let reply = try stack.get(path)
                #expect(reply.status == 404, "\(path)")
                #expect(reply.text == "There is nothing at this address.")
                #expect(reply.values(of: "access-control-allow-origin") == ["*"])
            }
            #expect(try stack.get("/isAlive").text == "OK")
            let before = stack.contents(stack.responderLog).split(separator: "\n").count
            _ = try stack.get("/nothing")
            #expect(stack.contents(stack.responderLog).split(separator: "\n").count == before, "never reaches us")
        }
    }
}
