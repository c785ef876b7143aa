import CallLog
import HTTPCore
import StrictJSON
import Testing

@testable import CallLogResponder
@testable import FastCGI

@Suite struct RequestLineTests {
    @Test(arguments: [0, 1, 10, 57, 100, 999, 1000, 1001, 1250, 12_345, 59_999_900, 3_600_000_000])
    func `the line is the event, byte by byte`(microseconds: Int) {
        for (platform, status, outcome, wasDelivered) in [
            (nil, nil, nil, true), ("testCRM", nil, "ok", true), ("pipe\"drive", 429, "crm\u{1}-refused", false),
        ] as [(String?, Int?, String?, Bool)] {
            var request = FinishedRequest(method: .get, path: "/a\\b\nc", requestID: "0123456789abcdef0123456789abcdef")
            var response = HTTPResponse.text("")
            response.facts.platform = platform
            response.facts.crmStatus = status
            if let outcome { response.set(outcome, for: .outcome) }
            _ = request.complete(with: response)
            request.duration = .microseconds(microseconds)
            request.wasDelivered = wasDelivered
            let line = RequestLine(request: request, time: Timestamp(milliseconds: 1_764_108_000_123))
            #expect(String(decoding: line.encoded, as: UTF8.self) == JSONValue.object(line.event).text + "\n")
        }
    }
}
