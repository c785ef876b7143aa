/// A refusal outside the wire contract's 200 replies: a status and one plain-text sentence.
///
/// The App Connect client shows a text body and hides an object (client.md section 4), so the text is written for a
/// person and never quotes input.
public struct HTTPFailure: Error, Sendable {
    /// 4xx or 5xx.
    public let status: HTTPStatus
    /// For a person; never quotes input.
    public let text: String
    /// Further fields, `Allow` or `Retry-After`.
    public let headers: [(name: HTTPResponse.Header, value: String)]

    /// - Parameter text: One sentence for a person.
    public init(_ status: HTTPStatus, _ text: String, headers: [(name: HTTPResponse.Header, value: String)] = []) {
        self.status = status
        self.text = text
        self.headers = headers
    }

    /// The refusal as an answer, in plain text.
    public var response: HTTPResponse {
        var response = HTTPResponse.text(text, status: status)
        for header in headers { response.set(header.value, for: header.name) }
        return response
    }
}
