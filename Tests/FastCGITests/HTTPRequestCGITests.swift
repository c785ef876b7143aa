import HTTPCore
import Testing

@testable import FastCGI

@Suite struct HTTPRequestCGITests {
    /// What Debian's nginx sends for a request with a body.
    private let nginx: CGIVariables = [
        "FCGI_ROLE": "RESPONDER", "REQUEST_METHOD": "POST", "REQUEST_URI": "/callLog?jwtToken=abc%20d",
        "SCRIPT_NAME": "/callLog", "QUERY_STRING": "jwtToken=abc%20d", "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "2", "SERVER_PROTOCOL": "HTTP/1.1", "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_NAME": "localhost", "SERVER_PORT": "8080", "REMOTE_ADDR": "127.0.0.1", "REQUEST_SCHEME": "https",
        "HTTP_HOST": "localhost:8080", "REQUEST_ID": "0af7651916cd43dd8448eb211c80319c", "HTTP_PROXY": "http://evil",
        "HTTP_ACCEPT_LANGUAGE": "de", "HTTP_X_UNKNOWN_FIELD": "1", "HTTP_X_FORWARDED_FOR": "",
    ]

    @Test func `variables of nginx become a request`() throws {
        let request = try HTTPRequest(cgi: nginx, body: [1, 2])
        #expect(request.method == .post)
        #expect(request.path == "/callLog")
        #expect(request.queryString == "jwtToken=abc%20d")
        #expect(request.body == [1, 2])
        #expect(request.scheme == "https")
        #expect(request.requestID == "0af7651916cd43dd8448eb211c80319c")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["content-length"] == "2")
        #expect(request.headers["host"] == "localhost:8080")
        #expect(request.headers["accept-language"] == "de")
        #expect(request.headers["x-unknown-field"] == "1")
    }

    @Test(arguments: ["proxy", "x-forwarded-for", "cookie"])
    func `a dropped, empty or missing field is absent`(name: String) throws {
        #expect(try HTTPRequest(cgi: nginx, body: [1, 2]).headers[name] == nil)
    }

    @Test(
        arguments: [
            (["PATH_INFO": "/a", "SCRIPT_NAME": "/cgi-bin/x", "DOCUMENT_URI": "/d"], "/a"),
            (["PATH_INFO": "", "SCRIPT_NAME": "/b", "DOCUMENT_URI": "/d"], "/b"),
            (["SCRIPT_NAME": "", "DOCUMENT_URI": "/c"], "/c"),
            // Apache: .htaccess, ScriptAlias, and mod_proxy_fcgi by ProxyPass, by SetHandler, with proxy-fcgi-pathinfo.
            (["PATH_INFO": "/a/b", "SCRIPT_NAME": "/x.fcgi", "SCRIPT_FILENAME": "/home/me/web/x.fcgi"], "/a/b"),
            (["PATH_INFO": "/a/b", "SCRIPT_NAME": "/x", "SCRIPT_FILENAME": "/usr/libexec/x"], "/a/b"),
            (["SCRIPT_NAME": "/a/b", "SCRIPT_FILENAME": "proxy:fcgi://x/a/b"], "/a/b"),
            (["PATH_INFO": "/b", "SCRIPT_NAME": "/a", "SCRIPT_FILENAME": "proxy:fcgi://x/var/www/a"], "/a/b"),
            (["PATH_INFO": "/a/b", "SCRIPT_NAME": "", "SCRIPT_FILENAME": "proxy:fcgi://x/a/b"], "/a/b"),
            (["SCRIPT_NAME": "/caf\u{E9} x"], "/caf\u{E9} x"),
        ] as [(CGIVariables, String)]
    )
    func `the path is what the front server decoded`(variables: CGIVariables, path: String) throws {
        var variables = variables
        variables.append("GET", for: "REQUEST_METHOD")
        #expect(try HTTPRequest(cgi: variables, body: []).path == path)
    }

    @Test(
        arguments: [
            (["QUERY_STRING": "a=1", "REQUEST_URI": "/x?b=2"], "a=1"),
            (["QUERY_STRING": "", "REQUEST_URI": "/x?b=2?c"], "b=2?c"),
            (["REQUEST_URI": "/x"], ""), ([:], ""),
        ] as [(CGIVariables, String)]
    )
    func `the query comes from its variable or else from the URI`(variables: CGIVariables, query: String) throws {
        #expect(try HTTPRequest(cgi: get(variables), body: []).queryString == query)
    }

    @Test(
        arguments: [
            (["REQUEST_SCHEME": "HTTPS"], "https"), (["HTTPS": "on"], "https"), (["HTTPS": "off"], "http"),
            (["HTTPS": ""], "http"), (["REQUEST_SCHEME": "http", "HTTPS": "on"], "http"),
            (["REQUEST_SCHEME": "gopher"], "http"), ([:], "http"),
        ] as [(CGIVariables, String)]
    )
    func `the scheme is http or https`(variables: CGIVariables, scheme: String) throws {
        #expect(try HTTPRequest(cgi: get(variables), body: []).scheme == scheme)
    }

    @Test(
        arguments: [
            ("abc-DEF_09", "abc-DEF_09"), (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
            (String(repeating: "a", count: 65), ""), ("a b", ""), ("a\r\nX: y", ""), ("\u{E9}", ""), ("", ""),
        ])
    func `a request id is plain or none`(sent: String, used: String) throws {
        #expect(try HTTPRequest(cgi: get(["REQUEST_ID": sent]), body: []).requestID == used)
        #expect(try HTTPRequest(cgi: get(["UNIQUE_ID": sent]), body: []).requestID == used)
        #expect(
            try HTTPRequest(cgi: get(["UNIQUE_ID": "apache", "REQUEST_ID": "nginx"]), body: []).requestID == "nginx"
        )
    }

    @Test func `Authorization comes from Apache's redirect if it is nowhere else`() throws {
        let redirected = try HTTPRequest(cgi: get(["REDIRECT_HTTP_AUTHORIZATION": "Bearer r"]), body: [])
        #expect(redirected.headers.values(for: "authorization") == ["Bearer r"])
        let both: CGIVariables = ["REDIRECT_HTTP_AUTHORIZATION": "Bearer r", "HTTP_AUTHORIZATION": "Bearer a"]
        #expect(try HTTPRequest(cgi: get(both), body: []).headers.values(for: "authorization") == ["Bearer a"])
    }

    @Test func `a field that came twice stays twice`() throws {
        let request = try HTTPRequest(cgi: get(["HTTP_COOKIE": "a", "HTTP_COOKIE": "b"]), body: [])
        #expect(request.headers.values(for: "cookie") == ["a", "b"])
    }

    @Test(
        arguments: [
            ("", 0), ("0", 0), ("3", 3), ("0000000003", 3),
        ])
    func `a body of its declared length is taken`(declared: String, count: Int) throws {
        let body = [UInt8](repeating: 9, count: count)
        #expect(try HTTPRequest(cgi: get(["CONTENT_LENGTH": declared]), body: body).body == body)
    }

    @Test(
        arguments: [
            ("3", 6), ("6", 3), ("", 3), ("-3", 3), ("+3", 3), ("3 ", 3), ("0x3", 3), ("1e3", 3), ("3,3", 3),
            ("18446744073709551616", 3), ("00000000003", 3),
        ])
    func `a body of another length is refused`(declared: String, count: Int) {
        expect(400, get(["CONTENT_LENGTH": declared]), body: [UInt8](repeating: 9, count: count))
        expect(400, get([:]), body: [UInt8](repeating: 9, count: count))
    }

    @Test(
        arguments: [
            (400, [:]), (400, ["SCRIPT_NAME": "/x"]), (400, ["REQUEST_METHOD": "", "SCRIPT_NAME": "/x"]),
            (404, ["REQUEST_METHOD": "GET"]),
            (400, ["REQUEST_METHOD": "GET", "REQUEST_METHOD": "PUT", "SCRIPT_NAME": "/x"]),
            (400, ["REQUEST_METHOD": "GET", "SCRIPT_NAME": "/x", "SCRIPT_NAME": "/y"]),
            (400, ["REQUEST_METHOD": "GET", "SCRIPT_NAME": "/x", "REMOTE_ADDR": "1", "REMOTE_ADDR": "2"]),
            (400, ["REQUEST_METHOD": "GET", "SCRIPT_NAME": "/x", "FCGI_ROLE": "AUTHORIZER"]),
            (400, ["REQUEST_METHOD": "GET", "SCRIPT_NAME": "/x", "FCGI_ROLE": "RESPONDER", "FCGI_ROLE": "RESPONDER"]),
            (
                400,
                ["REQUEST_METHOD": "GET", "SCRIPT_NAME": "/x", "HTTP_AUTHORIZATION": "a", "HTTP_AUTHORIZATION": "b"]
            ),
        ] as [(Int, CGIVariables)]
    )
    func `a request that cannot be told for sure is refused`(status: Int, variables: CGIVariables) {
        expect(status, variables, body: [])
    }

    @Test func `bytes that are not UTF-8 are replaced`() throws {
        var variables = get([:])
        let start = variables.bytes.count
        variables.bytes += Array("HTTP_X".utf8) + [0xFF, 0x41]
        variables.entries.append(.init(name: start..<(start + 6), value: (start + 6)..<(start + 8)))
        #expect(try HTTPRequest(cgi: variables, body: []).headers["x"] == "\u{FFFD}A")
    }

    private func get(_ variables: CGIVariables) -> CGIVariables {
        var variables = variables
        variables.append("GET", for: "REQUEST_METHOD")
        variables.append("/x", for: "SCRIPT_NAME")
        return variables
    }

    private func expect(_ status: Int, _ variables: CGIVariables, body: [UInt8]) {
        do throws(HTTPFailure) {
            let request = try HTTPRequest(cgi: variables, body: body)
            Issue.record("taken: \(request.method.rawValue) \(request.path)")
        } catch {
            #expect(error.status.code == status)
            #expect(error.text.hasSuffix("."))
        }
    }
}
