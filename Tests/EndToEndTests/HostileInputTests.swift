import Foundation
import TestSupport
import Testing

/// Tokens and bodies that were made to do harm, through nginx and on the worker threads of production.
@Suite(.serialized) struct HostileInputTests {
    @Test func `no forged token is told apart from another, and none reaches store or CRM`() throws {
        try PipedriveStack.with { (pipedrive) throws in
            let (stack, fake) = (pipedrive.stack, pipedrive.fake)
            let signed = try Program.run(
                Program.built("calllogctl"),
                ["token", "mint", "--platform", "pipedrive", "--user", "777-4242-pipedrive"],
                environment: stack.environment.merging(["CALLLOG_TOKEN_FORMAT": "jws"]) { $1 }
            ).standardOutput.trimmingCharacters(in: .newlines)
            #expect(try stack.load(["1"], token: signed).status == 200)
            let before = try stack.query(
                "SELECT count(*) FROM shown_notes UNION ALL SELECT count(*) FROM stored_replies"
            )
            fake.clearRequests()
            let create = TestCall(session: "1").body
            for token in try Self.forgeries(of: signed) + Self.forgeries(of: pipedrive.token) {
                for (method, body) in [("GET", nil), ("POST", create), ("PATCH", #"{"sessionId":"1","note":"x"}"#)] {
                    let field = ["Authorization": "Bearer \(token)"]
                    let byField = try stack.send(method, "/callLog?sessionIds=1", headers: field, body: body)
                    #expect(byField.status == 400, "\(token)")
                    #expect(byField.text == RefusalTests.tokenText, "\(token)")
                    let byQuery = try stack.send(method, "/callLog?sessionIds=1&jwtToken=\(token)", body: body)
                    #expect(byQuery.status == 400, "\(token)")
                    #expect(byQuery.text == RefusalTests.tokenText, "\(token)")
                }
            }
            #expect(fake.requests.isEmpty)
            #expect(try stack.rows().isEmpty)
            let after = try stack.query(
                "SELECT count(*) FROM shown_notes UNION ALL SELECT count(*) FROM stored_replies"
            )
            #expect(after == before)
        }
    }

    /// Tokens that are almost this one.
    private static func forgeries(of token: String) throws -> [String] {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let last = parts.count - 1
        func replacing(_ index: Int, by text: String) -> String {
            var changed = parts
            changed[index] = text
            return changed.joined(separator: ".")
        }
        let headers = [
            #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":""}"#, #"{}"#, #"{"alg":"HS384"}"#, #"{"alg":"HS512"}"#,
            #"{"alg":"RS256"}"#, #"{"alg":["HS256"]}"#, #"{"alg":"none","alg":"HS256"}"#,
            #"{"alg":"HS256","crit":["exp"]}"#, #"{"alg":"HS256","jku":"http://127.0.0.1/"}"#,
            #"{"alg":"HS256","kid":"../../etc/passwd"}"#, #"{"alg":"HS256","kid":"' OR 1=1"}"#,
        ]
        let claims = [
            #"{"id":"777-4242-pipedrive","platform":"pipedrive"}"#,
            #"{"id":"777-4242-pipedrive","platform":"pipedrive","exp":1}"#,
            #"{"id":"777-4242-pipedrive","platform":"pipedrive","exp":1e999}"#,
            #"{"id":"777-4242-pipedrive","platform":"testCRM","exp":5500360800}"#,
        ]
        let end = try #require(parts[last].last)
        return headers.flatMap { [replacing(0, by: base64($0)), replacing(0, by: base64($0)).dropLastPart + "."] }
            + claims.map { replacing(1, by: base64($0)) } + [
                replacing(last, by: ""), String(token.dropLast()), token + "A", token + "=", token + ".", "." + token,
                token + ".AAAA", parts.dropLast().joined(separator: "."), replacing(last, by: parts[last] + "AAAA"),
                String(token.dropLast()) + (end == "A" ? "B" : "A"), String(repeating: "A", count: 5000),
            ]
    }

    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    @Test func `hostile JSON is one sentence, leaves nothing and kills nobody`() throws {
        try Stack.with(environment: ["CALLLOG_THREADS": "4"], limits: "") { (stack) throws in
            let pids = stack.responders
            let bracket = [UInt8](repeating: UInt8(ascii: "["), count: 65_536)
            let braces = (0..<100_000).flatMap { _ in Array("{\"a\":".utf8) }
            var bodies: [[UInt8]] = [
                bracket, Array(bracket.prefix(33)), Array(bracket.prefix(513)), braces, [0xFF, 0xFE, 0x7B, 0, 0x7D, 0],
                [0, 0x7B, 0, 0x7D], [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
                Array("{\"note\":\"".utf8) + [0xC0, 0xAF, 0x22, 0x7D],
                Array("{\"note\":\"".utf8) + [0xED, 0xA0, 0x80, 0x22, 0x7D],
            ]
            bodies += [
                "", "null", "1", "\"x\"", "{\"a\":1,\"\\u0061\":2}", "{\"note\":\"\\u0000\"}", "{\"note\":\"\\ud800\"}",
                "{\"a\":1e999}", "{\"a\":NaN}", "{\"a\":01}", "{\"a\":1,}", "{}{}", "{\"a\":\"\u{1}\"}",
                "{" + (0..<20_001).map { "\"k\($0)\":0" }.joined(separator: ",") + "}",
            ].map { Array($0.utf8) }
            for body in bodies {
                for method in ["POST", "PATCH"] {
                    let reply = try stack.send(method, body: body)
                    #expect(reply.status == 400, "\(String(decoding: body.prefix(40), as: UTF8.self))")
                    #expect(reply.text.hasPrefix("The request body") && reply.text.hasSuffix("."), "\(reply.text)")
                }
            }
            for type in ["text/plain", "application/json; charset=utf-16", "multipart/form-data", "application/jsonp"] {
                #expect(try stack.send("POST", body: Array("{}".utf8), type: type).status == 415, "\(type)")
            }
            #expect(try stack.send("POST", body: [UInt8](repeating: 0x20, count: 1_048_577)).status == 413)
            // Read, and refused for what they lack.
            let harmless = [
                #"{"__proto__":{"sessionId":"1"},"constructor":{}}"#,
                "{" + (0..<2001).map { "\"k\($0)\":0" }.joined(separator: ",") + "}",
                String(repeating: "{\"a\":", count: 31) + "{}" + String(repeating: "}", count: 31),
            ]
            for body in harmless {
                let reply = try stack.send("POST", body: Array(body.utf8))
                #expect(reply.status == 200)
                #expect(try reply.message?.contains("logInfo") == true, "\(reply.text)")
            }
            #expect(try stack.rows().isEmpty)
            #expect(pids.allSatisfy { !Stack.hasEnded($0) })
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
        }
    }
}

extension String {
    /// Without what follows the last dot.
    fileprivate var dropLastPart: String {
        split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".")
    }
}

extension Stack {
    /// Sends any bytes as the body of a call.
    fileprivate func send(_ method: String, body: [UInt8], type: String = "application/json") throws -> HTTPReply {
        let head = """
            \(method) /callLog?jwtToken=\(token) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: \(type)\r\n\
            Content-Length: \(body.count)\r\n\r\n
            """
        return try sendRaw(Array(head.utf8) + body)
    }
}
