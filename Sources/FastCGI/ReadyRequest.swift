/// A connection whose request is whole and passed the gate.
struct ReadyRequest: Sendable {
    let connection: Connection
    /// The FastCGI request id, for an answer that does not go through libfcgi.
    let requestID: UInt16
    /// The request, if the waiter had to read it; otherwise it still lies unread in the connection.
    var bytes: [UInt8]?
    /// The body was longer than we take, and `bytes` goes without it.
    var bodyIsTooLarge = false
}
