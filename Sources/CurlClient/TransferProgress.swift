/// What is known of a request while it is under way.
///
/// Counts are libcurl's: bytes that connections have accepted for this transfer so far (`CURLINFO_REQUEST_SIZE`).
struct TransferProgress {
    var reply: ReplyCollector
    private(set) var hasRefusedAddress = false
    /// Whether libcurl was about to repeat a request that must not be repeated.
    private(set) var hasStoppedRepetition = false
    private let isSafe: Bool
    private let rule: AddressRule
    /// What had been sent when the request was about to leave: a proxy's CONNECT, or nothing.
    private var bytesBefore: Int?

    init(_ request: PreparedRequest, _ settings: TransferSettings) {
        reply = ReplyCollector(bodyLimit: settings.replyLimitInBytes)
        isSafe = request.isSafe
        rule = AddressRule(for: request.url, settings)
    }

    /// Whether any byte of the request itself was accepted.
    func requestLeft(bytesSent: Int) -> Bool {
        bytesBefore.map { bytesSent > $0 } ?? false
    }

    /// Whether the request may be written to the connection that is ready for it.
    ///
    /// libcurl repeats a request on another connection when a reused one is closed without a reply, and has no option
    /// against it. This is where the repetition shows: a second call after bytes have left.
    mutating func mayStart(bytesSent: Int) -> Bool {
        guard requestLeft(bytesSent: bytesSent) else {
            bytesBefore = bytesSent
            return true
        }
        return mayRepeat()
    }

    /// Whether a connection to `address` may be opened; `nil` is an address of an unknown family.
    mutating func mayConnect(to address: NetworkAddress?, bytesSent: Int) -> Bool {
        if requestLeft(bytesSent: bytesSent), !mayRepeat() { return false }
        if !rule.accepts(address) { hasRefusedAddress = true }
        return rule.accepts(address)
    }

    private mutating func mayRepeat() -> Bool {
        if !isSafe { hasStoppedRepetition = true }
        return isSafe
    }
}
