import CallLog
import HTTPCore
import ServerAssembly
import Settings

/// Whether clients reach the server through the web server in front of it.
struct WebCheck {
    private static let subject = "web server"

    /// `nil`: nobody said where that is.
    let url: String?
    let settings: ServerSettings

    func findings() async -> [Finding] {
        guard let url else {
            let advice = "Set it, or give --url."
            return [.warn(Self.subject, "not asked, as CALLLOG_PUBLIC_URL is not set", advice: advice)]
        }
        let client: any HTTPClient
        do throws(AssemblyError) {
            client = try Outbound.client(settings, toOwnServer: true)
        } catch {
            return [.fail(Self.subject, "not asked", advice: error.description)]
        }
        do throws(HTTPClientError) {
            let reply = try await client.send(OutboundRequest(.get, "\(url)/isAlive", timeout: .seconds(10)))
            return judge(reply, url)
        } catch {
            return [.fail(Self.subject, "\(url): \(error.spoken)", advice: advice(on: error))]
        }
    }

    private func judge(_ reply: OutboundResponse, _ url: String) -> [Finding] {
        guard reply.status == 200, reply.body.elementsEqual("OK".utf8) else {
            let text = "\(url)/isAlive answers \(reply.status)"
            let advice =
                switch reply.status {
                case 502, 503, 504: "The web server runs and the responder does not: see the socket above."
                case 300..<400: "Give the address that it leads to."
                default: "Another site answers there: check listen and server_name, and that calllog.conf is read."
                }
            return [.fail(Self.subject, text, advice: advice)]
        }
        guard reply.headers["access-control-allow-origin"] != nil else {
            let advice = "Browsers refuse such answers: pass requests on as calllog.conf does."
            return [.fail(Self.subject, "\(url) answers without Access-Control-Allow-Origin", advice: advice)]
        }
        return [.ok(Self.subject, "\(url) answers")]
    }

    private func advice(on error: HTTPClientError) -> String {
        switch error.reason {
        case .refused: "Clients need https; plain http is for this machine alone."
        case .nameNotResolved: "Make a DNS record of this name."
        case .connectionFailed, .timedOutBeforeSending: "Start the web server, and let its port through the firewall."
        case .tlsFailed: "Browsers will refuse it too: renew the certificate, and serve the whole chain."
        case .timedOutAfterSending, .connectionLost, .badReply: "See the web server's error log."
        }
    }
}
