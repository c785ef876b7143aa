/// How far an export is, on one line of the terminal that is written over.
struct Progress {
    let total: Int
    let isShown: Bool
    private(set) var count = 0

    init(total: Int, isShown: Bool) {
        self.total = total
        self.isShown = isShown
    }

    mutating func advance(by step: Int) {
        count += step
        guard isShown else { return }
        // Rows may be added while we count.
        let percent = min(100, count * 100 / max(total, 1))
        Console.say("\r\(count) of \(max(total, count)) calls, \(percent) %", ending: "")
    }

    /// Takes the line away.
    func clear() {
        guard isShown else { return }
        Console.say("\r\u{1B}[K", ending: "")
    }
}
