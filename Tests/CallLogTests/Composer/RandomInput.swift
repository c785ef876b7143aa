import StrictJSON

@testable import CallLog

/// A small generator with a seed (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &self)] }

    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// `value` in some cases, `nil` in the others.
    mutating func maybe<Value>(_ probability: Double, _ value: (inout SeededGenerator) -> Value) -> Value? {
        chance(probability) ? value(&self) : nil
    }
}

extension SeededGenerator {
    private static let words = [
        "quote", "sent", "Friday", "O'Brien", "\"yes\"", "e-mail", "Grüße", "價格", "👩‍👩‍👧", "🇩🇪", "5%", "a:b", "-", "#", "*",
    ]

    /// What has ever been mistaken for something else.
    private static let traps = [
        "- Result: customer happy", "- Duration: two weeks", "- Duration: 5 seconds", "- Summary: mine",
        "- Note: again",
        "- Agent notes: old", "- Call back: Monday", "- Date/Time: 2024-04-18 04:03:21 PM", "- Call score: 3",
        "- AI Note:", "- Transcript:", "--- END", "- Call journey:", "--- JOURNEY END", "- Session Id: 4503991234567",
        "- ACE bulleted summary:", "- Call recording link: https://x.example.com",
        "- RingCentral user name: (pending...)",
        "## Agent notes", "## Call details", "### AI Note", "### Transcript", "### Next steps", "**Summary**: mine",
        "**Result**: Accepted", "**Duration**: 5 seconds", "**ACE recording link**: https://x.example.com",
        "Call details", "<b>Call details</b>", "<b>Agent notes</b>", "<br><br><b>Call details</b><br>",
        "<li><b>Result</b>: x</li>", "<div><b>AI Note</b><br>x</div>", "</li>", "</ul>", "</div>", "<br>", "<br/>",
        "<p>",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onclick=\"evil()", "&amp;", "&lt;b&gt;",
        "&#60;",
        "&", "<", ">", "$1", "$&", "$$", "$100", "\\1", "\\n", "(pending...)", "\t", "  ", "\u{A0}", "\u{200B}", "\r",
        "javascript:alert(1)",
    ]

    /// Any text: words, traps, blanks and line ends, also at either end.
    mutating func text(lines: Bool = true) -> String {
        var text = chance(0.1) ? pick([" ", "\n", "\r\n", "\n\n"]) : ""
        for _ in 0..<Int.random(in: 1...7, using: &self) {
            text += chance(0.35) ? pick(Self.traps) : pick(Self.words)
            text += pick(lines ? [" ", " ", "\n", "\n", "\n\n", "\r\n", ""] : [" ", " ", ""])
        }
        let trimmed = text.trimmingBlanks()
        return chance(0.5) && !trimmed.isEmpty ? trimmed : text
    }

    /// A text of words alone.
    mutating func plainWords() -> String {
        (0..<Int.random(in: 1...4, using: &self)).map { _ in pick(["quote", "sent", "Friday", "Grüße"]) }
            .joined(separator: " ")
    }

    mutating func party() -> CallParty {
        CallParty(
            name: maybe(0.5) { $0.chance(0.3) ? "(pending...)" : $0.text() },
            phoneNumber: maybe(0.7) { _ in "+16505550100" },
            extensionNumber: maybe(0.4) { _ in "101" }
        )
    }

    mutating func link() -> String {
        chance(0.3)
            ? text() : pick(["(pending...)", "https://x.example.com/?a=1&b=\"2\"", "http://y", "javascript:alert(1)"])
    }

    mutating func legs() -> [CallLeg] {
        (0..<Int.random(in: 0...3, using: &self)).map { _ in
            CallLeg(
                direction: pick([.inbound, .outbound, nil]),
                legType: pick(["Accept", "PstnToSip", nil]),
                from: maybe(0.7) { $0.party() },
                to: maybe(0.7) { $0.party() },
                duration: pick([nil, 0, 1, 40, "7", "x"])
            )
        }
    }

    mutating func settings() -> ComposerSettings {
        var values = JSONObject()
        for entry in ComposerSettings.switches {
            if let value = maybe(0.3, { $0.chance(0.8) }) { values[entry.id] = .bool(value) }
        }
        return ComposerSettings(values: values)
    }

    /// An input with any of the parts, in the given format; a plausible one has real durations and addresses.
    mutating func input(_ format: BodyFormat, isPlausible: Bool = false) -> CallLogComposer.Input {
        var input = anyInput(format)
        guard isPlausible else { return input }
        input.call.duration = input.call.duration.map { _ in 65 }
        input.content.recordingLink = input.content.recordingLink.map { _ in "https://x.example.com/1" }
        input.content.voicemailLink = input.content.voicemailLink.map { _ in "https://x.example.com/2" }
        input.content.aceRecordingLink = input.content.aceRecordingLink.map { _ in "https://x.example.com/3" }
        return input
    }

    private mutating func anyInput(_ format: BodyFormat) -> CallLogComposer.Input {
        CallLogComposer.Input(
            format: format,
            call: Call(
                sessionID: maybe(0.5) { _ in "4503991234567" },
                direction: pick([.inbound, .outbound, nil]),
                from: maybe(0.8) { $0.party() },
                to: maybe(0.8) { $0.party() },
                startTime: maybe(0.7) { $0.pick(["2024-04-18T14:03:21.000Z", 1_713_449_001_000, "nonsense"]) },
                duration: maybe(0.7) { $0.pick([0, 65, "pending", .null, .string($0.text())]) },
                result: maybe(0.7) { $0.chance(0.5) ? "Accepted" : $0.text() },
                legs: chance(0.3) ? legs() : []
            ),
            content: CallContent(
                note: maybe(0.6) { $0.text() },
                subject: maybe(0.6) { $0.chance(0.5) ? "Inbound Call from Carla" : $0.text() },
                recordingLink: maybe(0.4) { $0.link() },
                voicemailLink: maybe(0.2) { $0.link() },
                aiNote: maybe(0.4) { $0.text() },
                transcript: maybe(0.4) { $0.text() },
                aceTranscript: maybe(0.2) { $0.text() },
                aceSummary: maybe(0.2) { $0.text() },
                aceBulletedSummary: maybe(0.2) { $0.text() },
                aceScore: maybe(0.2) { $0.pick(["87", 87.5, .object(["score": 12]), .string($0.text())]) },
                aceRecordingLink: maybe(0.2) { $0.link() }
            ),
            contactPhoneNumber: maybe(0.3) { _ in "+12125550147" },
            settings: settings()
        )
    }
}

/// Stands in for SHA-256: the composer only compares digests.
@Sendable func testDigest(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).flatMap { (salt: UInt64) -> [UInt8] in
        var hash = 0xCBF2_9CE4_8422_2325 ^ salt
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
    }
}
