import CallLog

/// `calllogctl backup FILE`
struct BackupCommand {
    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    func run(_ words: [String]) throws(CommandError) {
        let path = try parsed { () throws(UsageError) in
            let arguments = try Arguments(words, options: [])
            guard arguments.words.count == 1, let path = arguments.words.first else {
                throw UsageError("backup takes one file name")
            }
            return path
        }
        let server = try parts.open()
        do throws(StoreError) {
            try server.store.backup(to: path)
        } catch {
            throw .store(error)
        }
        Console.say("wrote \(path)")
    }
}
