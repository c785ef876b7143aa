import CallLog

/// `calllogctl compose`: shows what a log body will look like, without settings, database or CRM.
///
/// JSON Lines in, JSON Lines out; a bad line gives an error line and the rest goes on.
struct ComposeCommand {
    func run(_ words: [String]) throws(CommandError) {
        try parsed { () throws(UsageError) in try Arguments(words, options: []).expectNoWords() }
        let composer = ComposeLine()
        Console.forEachLine { line in
            if let answer = composer.answer(to: line) { Console.print(String(decoding: answer, as: UTF8.self)) }
        }
    }
}
