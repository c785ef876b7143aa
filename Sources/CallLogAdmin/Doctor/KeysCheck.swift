import CallLog
import ServerAssembly
import Settings

/// Whether the keys of the settings open what is in the database.
struct KeysCheck {
    let parts: Parts

    /// - Returns: What was found, and the server if its parts can be opened.
    func look(_ settings: ServerSettings) async -> (findings: [Finding], server: ServerParts?) {
        let server: ServerParts
        do throws(CommandError) {
            server = try parts.open(settings)
        } catch {
            return ([.fail("settings", error.description, advice: "The responder does not start like this.")], nil)
        }
        do throws(StoreError) {
            let users = try await server.store.read { store throws(StoreError) in try store.users() }
            let count = users.count == 1 ? "the one user" : "\(users.count) users"
            return ([.ok("keys", "they open the tokens of \(count)")], server)
        } catch {
            return ([.fail("keys", error.description, advice: error.advice)], nil)
        }
    }
}
