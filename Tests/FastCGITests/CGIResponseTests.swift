import HTTPCore
import Testing

@testable import FastCGI

@Suite struct CGIResponseTests {
    @Test func `an answer is one buffer with its length`() {
        var response = HTTPResponse.json(Array(#"{"ok":true}"#.utf8))
        response.set("r-1", for: .requestID)
        #expect(
            encoded(response)
                == "Status: 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 11\r\n"
                + "X-Request-Id: r-1\r\n\r\n{\"ok\":true}"
        )
    }

    @Test func `a refusal carries its fields`() {
        let failure = HTTPFailure(.methodNotAllowed, "Use GET.", headers: [(.allow, "GET")])
        #expect(
            encoded(failure.response)
                == "Status: 405 Method Not Allowed\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: 8\r\nAllow: GET\r\n\r\nUse GET."
        )
    }

    @Test func `an empty body has length 0`() {
        #expect(encoded(.text("")).hasSuffix("\r\nContent-Length: 0\r\n\r\n"))
    }

    @Test func `the length counts bytes`() {
        #expect(encoded(.text("caf\u{E9}")).contains("\r\nContent-Length: 5\r\n"))
    }

    @Test(arguments: [0, 99, 199, 600, 2000, -1])
    func `a status that no front server passes on becomes 500`(code: Int) {
        let response = HTTPResponse.text("x", status: HTTPStatus(code: code, reason: "Odd"))
        #expect(encoded(response).hasPrefix("Status: 500 Internal Server Error\r\n"))
    }

    @Test func `a reason cannot add a field`() {
        let response = HTTPResponse.text("x", status: HTTPStatus(code: 200, reason: "OK\r\nSet-Cookie: a=b"))
        #expect(encoded(response).hasPrefix("Status: 200 \r\nContent-Type: "))
    }

    @Test func `the busy answer is a whole FastCGI reply to the id that asked`() {
        let text = Records.output(of: StaticReply.overloaded(requestID: 0x1234), id: 0x1234)
        #expect(text?.hasPrefix("Status: 503 Service Unavailable\r\n") == true)
        #expect(text?.contains("\r\nRetry-After: 2\r\n") == true)
        #expect(text?.hasSuffix("\r\n\r\nThe server is busy. Please try again in a moment.") == true)
    }

    private func encoded(_ response: HTTPResponse) -> String {
        String(decoding: CGIResponse.encode(response), as: UTF8.self)
    }
}
