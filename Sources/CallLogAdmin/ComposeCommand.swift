import CallLog

/// `calllogctl compose`: shows what a log body will look like, without settings, database or CRM.
struct ComposeCommand {
    func run(_ words: [String]) throws(CommandError) {
        try parsed { () throws(UsageError) in try Arguments(words, options: []).expectNoWords() }
    }
}
