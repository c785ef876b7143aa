import CallLog

/// Whether a responder answers on the socket that the web server passes requests to.
struct SocketCheck {
    private static let subject = "socket"
    private static let start = "systemctl start calllog.socket calllog.service, or spawn-fcgi (README, Deploy)"

    /// As `calllog-fcgi --listen` takes it.
    let address: String

    func finding() -> Finding {
        do throws(ProbeSocket.Fault) {
            let answer = try ProbeSocket.answer(to: ProbeRequest.isAlive, from: address)
            guard let output = ProbeRequest.output(of: answer), !answer.isEmpty else {
                return .fail(
                    Self.subject,
                    "\(address) does not speak FastCGI",
                    advice: "Another program listens there."
                )
            }
            guard output.hasPrefix("Status: 200") else {
                let status = output.prefix { !$0.isNewline }
                return .fail(Self.subject, "\(address) answers \(status)", advice: "See the responder's log.")
            }
            return .ok(Self.subject, "\(address) speaks FastCGI and answers")
        } catch {
            return finding(for: error)
        }
    }

    private func finding(for fault: ProbeSocket.Fault) -> Finding {
        switch fault {
        case .addressInvalid:
            .fail(Self.subject, "\(address) is neither unix:/path nor ADDRESS:PORT", advice: "Correct --socket.")
        case .nothingThere: .fail(Self.subject, "there is no \(address)", advice: Self.start)
        case .nobodyListens: .fail(Self.subject, "nobody listens at \(address)", advice: Self.start)
        case .notAllowed:
            .fail(Self.subject, "we may not connect to \(address)", advice: "Run doctor as root or as the web server.")
        case .silent: .fail(Self.subject, "\(address) does not answer", advice: "See the responder's log; restart it.")
        case .notConnected(let code), .broken(let code):
            .fail(Self.subject, "\(address): \(SystemCause.text(of: code))", advice: Self.start)
        }
    }
}
