/// A refusal outside the wire contract's 200 replies: a status and one plain-text sentence.
///
/// The App Connect client shows a text body and hides an object (client.md section 4), so the text is written for a
/// person and never quotes input.
public struct HTTPFailure: Error, Sendable {
    public let status: HTTPStatus
    public let text: String
    public let headers: [(name: HTTPResponse.Header, value: String)]

    public init(_ status: HTTPStatus, _ text: String, headers: [(name: HTTPResponse.Header, value: String)] = []) {
        self.status = status
        self.text = text
        self.headers = headers
    }

    public var response: HTTPResponse {
        var response = HTTPResponse.text(text, status: status)
        for header in headers { response.set(header.value, for: header.name) }
        return response
    }
}
