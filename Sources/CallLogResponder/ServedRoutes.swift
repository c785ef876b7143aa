import HTTPCore
import ServerAssembly

/// The routes as this program serves them: with what the log wants to know, and the page of metrics.
struct ServedRoutes: HTTPHandler {
    let parts: ServerParts
    /// `nil`: metrics are off, and there is nothing at their address.
    let page: MetricsPage?

    func respond(to request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        if let page, request.path == MetricsPage.path { return try await page.respond(to: request) }
        let (answer, lastStatus) = await parts.traffic.following { await parts.routes.answer(request) }
        var response = answer
        response.facts.crmStatus = lastStatus
        return response
    }
}
