import HTTPCore
import Testing

@Suite struct HTTPRequestTests {
    @Test(arguments: [
        ("/callLog", "/callLog", ""), ("/callLog?jwtToken=a%20b", "/callLog", "jwtToken=a%20b"),
        ("/a%2Fb%3F?c", "/a/b?", "c"), ("/a+b", "/a+b", ""), ("/a+b%20c", "/a+b c", ""), ("/%zz", "/%zz", ""),
        ("/?", "/", ""), ("/x?y?z", "/x", "y?z"), ("", "", ""),
    ])
    func `a target is split at its first question mark, and its path decoded`(
        target: String,
        path: String,
        query: String
    ) {
        let request = HTTPRequest(method: .get, target: target)
        #expect(request.path == path)
        #expect(request.queryString == query)
    }

    @Test func `fields of a host keep their order, whatever the case of their names`() {
        let fields = [(name: "Host", value: "a"), (name: "X-Twice", value: "1"), (name: "x-twice", value: "2")]
        let headers = HTTPHeaders(fields)
        #expect(headers["host"] == "a")
        #expect(headers.values(for: "x-twice") == ["1", "2"])
    }

    @Test func `an answer lists what a host has to send`() {
        var response = HTTPResponse.text("no", status: .methodNotAllowed)
        response.set("GET", for: .allow)
        let fields = response.allHeaders.map { "\($0.name): \($0.value)" }
        #expect(fields == ["Content-Type: text/plain; charset=utf-8", "Allow: GET"])
    }
}
