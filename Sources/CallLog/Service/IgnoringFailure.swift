/// Runs something whose failure changes nothing for the caller, and says whether it worked.
@discardableResult
package func ignoringFailure<Failure: Error>(_ body: () async throws(Failure) -> Void) async -> Bool {
    do throws(Failure) {
        try await body()
        return true
    } catch {
        return false
    }
}
