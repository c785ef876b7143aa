import CallLog

/// The words after a command: options with a value each, and flags.
struct Arguments {
    private var values: [String: String] = [:]
    private var flags: Set<String> = []
    private(set) var words: [String] = []

    /// - Parameters:
    ///   - options: Names that take a value, without `--`.
    ///   - flags: Names that stand alone.
    init(_ arguments: [String], options: Set<String>, flags: Set<String> = []) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                words.append(argument)
                continue
            }
            let name = String(argument.dropFirst(2))
            if flags.contains(name) {
                self.flags.insert(name)
            } else if options.contains(name) {
                guard let value = rest.popFirst() else { throw UsageError("--\(name) needs a value") }
                values[name] = value
            } else {
                throw UsageError("unknown option --\(name)")
            }
        }
    }

    subscript(option: String) -> String? { values[option] }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    func required(_ option: String) throws(UsageError) -> String {
        guard let value = values[option], !value.isEmpty else { throw UsageError("--\(option) is needed") }
        return value
    }

    /// A moment that may be left out.
    func time(_ option: String) throws(UsageError) -> Timestamp? {
        guard let text = values[option] else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw UsageError("--\(option) is no RFC 3339 time, such as 2026-01-31T12:00:00Z")
        }
        return time
    }

    /// Refuses words that belong to no option.
    func expectNoWords() throws(UsageError) {
        if let word = words.first { throw UsageError("unexpected word: \(word)") }
    }
}

/// The command line makes no sense: exit 64.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
