import CallLog
import StrictJSON

/// `calllogctl account …`
struct AccountCommands {
    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    /// Sets the settings of a RingCentral account, named by its hash; an empty object removes them.
    func set(_ words: [String]) async throws(CommandError) {
        let (account, path) = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: ["account", "settings"])
            try arguments.expectNoWords()
            return (try arguments.required("account"), try arguments.required("settings"))
        }
        let settings = try UserChange.object(in: path)
        let server = try parts.open()
        try await stored { () throws(StoreError) in
            try await server.store.write { store throws(StoreError) in
                try store.setAccountSettings(settings.isEmpty ? nil : settings, of: account)
            }
        }
        Console.say("\(settings.isEmpty ? "removed" : "saved") the settings of account \(account.prefix(8))…")
    }
}
