/// Answers that need no worker and no handler.
enum StaticReply {
    /// 503, for a request that found the queue full.
    static func overloaded(requestID: UInt16) -> [UInt8] {
        var reply = overload
        for offset in idOffsets {
            reply[offset] = UInt8(requestID >> 8)
            reply[offset + 1] = UInt8(truncatingIfNeeded: requestID)
        }
        return reply
    }

    private static let text = "The server is busy. Please try again in a moment."

    private static let content = Array(
        ("Status: 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: \(text.utf8.count)\r\nRetry-After: 2\r\nX-CallLog-Outcome: overloaded\r\n\r\n\(text)")
            .utf8
    )

    /// `STDOUT` with the content, an empty `STDOUT`, `END_REQUEST` with status 0 (FastCGI section 5.5).
    private static let overload: [UInt8] =
        [1, 6, 0, 1, UInt8(content.count >> 8), UInt8(truncatingIfNeeded: content.count), 0, 0] + content
        + [1, 6, 0, 1, 0, 0, 0, 0] + [1, 3, 0, 1, 0, 8, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 0]

    private static let idOffsets = [2, content.count + 10, content.count + 18]
}
