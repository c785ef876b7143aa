extension LoopbackHTTPServer {
    /// One request as it arrived.
    public struct Request: Sendable {
        public let method: String
        /// The request target as sent: path and query, still encoded.
        public let target: String
        /// In the order received, spelled as received.
        public let headers: [(name: String, value: String)]
        public let body: [UInt8]
        /// Which of the server's connections carried it, from 1.
        public let connection: Int

        /// The target without its query.
        public var path: String {
            String(target.prefix { $0 != "?" })
        }

        /// The text after the first `?`; empty when there is none.
        public var query: String {
            String(target.drop { $0 != "?" }.dropFirst())
        }

        public var text: String {
            String(decoding: body, as: UTF8.self)
        }

        /// The first value of a header, whatever the case of its name.
        public subscript(header: String) -> String? {
            headers.first { $0.name.lowercased() == header.lowercased() }?.value
        }
    }

    /// What to do with a request.
    public indirect enum Reply: Sendable {
        /// Answers completely; `Content-Length` is added. A header `Connection: close` ends the connection afterwards.
        case respond(status: Int, headers: [(String, String)] = [], body: [UInt8] = [])
        /// Answers with `body` in pieces of `chunk` bytes, waiting `interval` before each; the head is sent at once.
        case respondSlowly(
            status: Int = 200,
            headers: [(String, String)] = [],
            body: [UInt8],
            chunk: Int = 1,
            interval: Duration
        )
        /// Answers with `piece` sent `count` times over; `declaringLength` false leaves the end to the connection.
        case respondRepeating(piece: [UInt8], count: Int, declaringLength: Bool = true)
        /// Closes in an orderly way; the client sees an empty reply.
        case closeWithoutReply
        case resetConnection
        /// Announces all of `body`, sends its first `sent` bytes and closes.
        case truncate(status: Int = 200, headers: [(String, String)] = [], body: [UInt8], sent: Int)
        /// Sends `bytes` as they are and closes.
        case raw([UInt8])
        /// Never answers; ends when the client or the server goes.
        case hang
        /// Waits, then does `then`. The handler has run before the wait.
        case delayed(Duration, then: Reply)

        public static func respond(
            status: Int = 200,
            headers: [(String, String)] = [],
            text: String
        ) -> Reply {
            .respond(status: status, headers: headers, body: Array(text.utf8))
        }

        public static func json(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> Reply {
            .respond(
                status: status,
                headers: [("Content-Type", "application/json")] + headers,
                body: Array(text.utf8)
            )
        }
    }
}
