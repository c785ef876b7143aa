import CallLog
import HTTPCore

/// `GET /pipedrive-redirect`: the page people see between Pipedrive and the extension (client.md section 1).
///
/// The extension recognises the path, takes the address of the page and writes its progress into `#rc-stepper`.
/// Nothing of the address is ever shown.
struct RedirectPageHandler: HTTPHandler {
    /// The platform whose login has a page of ours.
    static let platform: Platform = "pipedrive"

    let adapters: AdapterRegistry

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let query = request.query
        let page: RedirectPage
        if let profile = adapters[Self.platform]?.profile,
            case .oauth(let url, let id, let uri) = profile.authentication, !id.isEmpty
        {
            // Without an address of ours the CRM takes the registered one.
            let back = uri.isEmpty ? "" : "&redirect_uri=\(FormCoding.encode(uri))"
            let link = "\(url)?client_id=\(FormCoding.encode(id))\(back)"
            if query["code"]?.isEmpty == false {
                page = .waiting(name: profile.displayName)
            } else if query["error"] != nil {
                page = .denied(name: profile.displayName, link: link)
            } else {
                page = .start(name: profile.displayName, link: link)
            }
        } else {
            page = .notOffered
        }
        var response = HTTPResponse(contentType: .html, body: Array(page.html.utf8))
        response.set(RedirectPage.contentSecurityPolicy, for: .contentSecurityPolicy)
        // The address holds an authorization code.
        response.set("no-store", for: .cacheControl)
        return response
    }
}
