import CallLog

/// `calllogctl keys …`
struct KeyCommands {
    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    /// Seals everything in the database anew under the current data key.
    func rotate(_ words: [String]) async throws(CommandError) {
        try parsed { () throws(UsageError) in try Arguments(words, options: []).expectNoWords() }
        let server = try parts.open()
        let count = try await stored { () throws(StoreError) in try await server.store.rotateSeals() }
        Console.say("sealed \(count) values anew; CALLLOG_DATA_KEY_PREVIOUS is not needed any more")
    }
}
