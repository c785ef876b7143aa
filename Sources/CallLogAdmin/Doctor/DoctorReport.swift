import CallLog

/// Prints findings as they come, a line each, and counts them.
struct DoctorReport {
    private let ink: Ink
    private var counts: [Finding.Level: Int] = [:]

    init(ink: Ink) {
        self.ink = ink
    }

    mutating func add(_ findings: [Finding]) {
        for finding in findings {
            counts[finding.level, default: 0] += 1
            let subject = finding.subject + String(repeating: " ", count: max(0, 14 - finding.subject.count))
            let text = finding.text.hasSuffix(".") ? String(finding.text.dropLast()) : finding.text
            let advice = finding.advice.map { ". \($0)" } ?? ""
            Console.print("\(ink.mark(finding.level))  \(subject)  \(text)\(advice)")
        }
    }

    func count(_ level: Finding.Level) -> Int { counts[level] ?? 0 }
}
