import HTTPCore
import Testing

@testable import FastCGI

@Suite struct CGIResponseTests {
    @Test func `an answer is one buffer with its length`() {
        var response = HTTPResponse.json(Array(#"{"ok":true}"#.utf8))
        response.set("r-1", for: .requestID)
        let text = String(decoding: CGIResponse.encode(response), as: UTF8.self)
        #expect(
            text == "Status: 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 11\r\n"
                + "X-Request-Id: r-1\r\n\r\n{\"ok\":true}"
        )
    }
}
