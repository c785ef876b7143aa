import CallLog

/// Colour, on a terminal only; `NO_COLOR` (https://no-color.org) and `TERM=dumb` switch it off.
struct Ink {
    private let isOn: Bool

    init(_ environment: [String: String], on stream: Terminal.Stream = .output) {
        let isUnwanted = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        isOn = !isUnwanted && Terminal.shows(stream)
    }

    /// The level's word, four characters wide.
    func mark(_ level: Finding.Level) -> String {
        let word = level == .ok ? "ok  " : level.rawValue
        guard isOn else { return word }
        let color =
            switch level {
            case .ok: 32
            case .warn: 33
            case .fail: 31
            }
        return "\u{1B}[\(color)m\(word)\u{1B}[0m"
    }
}
