import Glibc

/// The person at the keyboard, if there is one.
enum Terminal {
    enum Stream: CInt {
        case input = 0
        case output = 1
        case error = 2
    }

    /// `isatty(3)`.
    static func shows(_ stream: Stream) -> Bool {
        isatty(stream.rawValue) == 1
    }

    /// Whether somebody can be asked: they read standard error and type on standard input.
    static var canAsk: Bool { shows(.input) && shows(.error) }

    /// Asks, and waits for a line; `nil` if there is no more input.
    static func ask(_ question: String) -> String? {
        Console.say(question, ending: " ")
        return readLine(strippingNewline: true)
    }

    /// Asks for something that is not shown while it is typed; `nil` if there is no more input, or on Ctrl-C.
    static func askHidden(_ question: String) -> String? {
        var shown = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &shown) == 0 else { return ask(question) }
        var hidden = shown
        let interrupt: UInt8 = 3
        // Ctrl-C must not kill us while nothing is shown: the terminal would stay like that. It ends the line instead.
        hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
        hidden.c_cc.11 = interrupt  // VEOL
        guard unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &hidden) == 0 else { return ask(question) }
        Console.say(question, ending: " ")
        let line = readTyped()
        _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &shown)
        Console.say("")
        guard let line, line.last != interrupt else { return nil }
        return String(validating: line.last == UInt8(ascii: "\n") ? line.dropLast() : line[...], as: UTF8.self)
    }

    /// What a terminal gives at once: a line, or what Ctrl-C has cut off; `nil` at the end.
    ///
    /// By `read(2)`, as `readLine` would go on waiting for the end of the line.
    private static func readTyped() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(buffer[..<count]) : nil
        }
    }
}
