import HTTPCore

/// `GET /admin/settings`: nobody is an administrator here, because we never ask RingCentral who is.
///
/// Account settings are set with `calllogctl account`. The client takes any error for "not an administrator".
struct AdminSettingsHandler: HTTPHandler {
    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        throw HTTPFailure(.forbidden, "Admin validation failed")
    }
}
