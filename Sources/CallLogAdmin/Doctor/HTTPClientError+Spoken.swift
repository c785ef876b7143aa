import HTTPCore

extension HTTPClientError {
    /// What happened, for a person.
    var spoken: String {
        switch reason {
        case .refused: "not asked (\(detail))"
        case .nameNotResolved: "the name is not known"
        case .connectionFailed: "no connection"
        case .tlsFailed: "no trusted TLS connection (\(detail))"
        case .timedOutBeforeSending: "no connection in time"
        case .timedOutAfterSending: "no answer in time"
        case .connectionLost: "the connection broke"
        case .badReply: "the answer is no HTTP"
        }
    }
}
