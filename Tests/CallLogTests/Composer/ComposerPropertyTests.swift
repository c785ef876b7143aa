import Testing

@testable import CallLog

/// What holds for every input: random cases, the same in each run.
@Suite struct ComposerPropertyTests {
    private let composer = CallLogComposer(digest: testDigest)

    static let seeds: [UInt64] = [1, 2, 3, 4]
    static let casesPerSeed = 400

    @Test(arguments: seeds, BodyFormat.allCases)
    func `composing twice changes nothing`(_ seed: UInt64, _ format: BodyFormat) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<Self.casesPerSeed {
            var input = random.input(format)
            // On nothing, on a body of ours, or on whatever stands in the CRM.
            switch round % 3 {
            case 0: input.existing = ""
            case 1: input.existing = composer.compose(random.input(format, isPlausible: true)).text
            default: input.existing = random.text()
            }
            if round % 3 < 2, random.chance(0.2) { input.clearNote = true }
            let once = composer.compose(input)
            // A line with a label of ours right below the note is told from it by the fingerprint alone.
            let isLookalike = round % 3 == 2 && format == .plainText && input.existing.contains("- ")
            let guessed = isLookalike ? once.text : withoutFingerprint(input, over: once)
            #expect(guessed == once.text, "seed \(seed) round \(round)")
            input.existing = once.text
            input.noteFingerprint = once.noteFingerprint
            let twice = composer.compose(input)
            #expect(twice == once, "seed \(seed) round \(round)")
            guard guessed == once.text, twice == once else { return }
        }
    }

    private func withoutFingerprint(_ input: CallLogComposer.Input, over body: ComposedBody) -> String {
        var input = input
        input.existing = body.text
        return composer.compose(input).text
    }

    @Test(arguments: seeds, BodyFormat.allCases)
    func `a note survives create, load, edit and load`(_ seed: UInt64, _ format: BodyFormat) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<Self.casesPerSeed {
            var input = random.input(format)
            input.settings = ComposerSettings()
            // A line between the note and any block, which would lose its blank line to the edit as in the reference.
            input.call.result = "Accepted"
            let first = random.text()
            input.content.note = first
            let created = composer.compose(input)
            #expect(
                composer.note(in: created.text, format: format, fingerprint: created.noteFingerprint) == first,
                "seed \(seed) round \(round)"
            )
            // An edit replaces the note and nothing else, and so does a background update that repeats it.
            let second = random.text()
            var edit = CallLogComposer.Input(format: format, existing: created.text)
            edit.noteFingerprint = created.noteFingerprint
            edit.content.note = second
            let edited = composer.compose(edit)
            #expect(
                composer.note(in: edited.text, format: format, fingerprint: edited.noteFingerprint) == second,
                "seed \(seed) round \(round)"
            )
            input.content.note = second
            #expect(edited.text == composer.compose(input).text, "seed \(seed) round \(round)")
            guard edited.text == composer.compose(input).text else { return }
        }
    }

    @Test(arguments: seeds, BodyFormat.allCases)
    func `text typed in the CRM stays where it is`(_ seed: UInt64, _ format: BodyFormat) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<Self.casesPerSeed / 2 {
            var input = random.input(format)
            // Words only: the labels in the text of an old record cannot be told from the server's.
            input.content = CallContent(
                note: random.plainWords(),
                subject: random.maybe(0.6) { $0.plainWords() },
                recordingLink: random.maybe(0.5) { _ in "https://x.example.com/1" },
                aiNote: random.maybe(0.5) { $0.plainWords() },
                transcript: random.maybe(0.5) { $0.plainWords() }
            )
            input.settings = ComposerSettings()
            input.call.result = random.maybe(0.6) { _ in "Accepted" }
            input.call.legs = []
            let created = composer.compose(input)
            let (body, typed) = random.typing(into: created.text, format: format)
            var update = random.input(format)
            update.existing = body
            update.noteFingerprint = created.noteFingerprint
            let updated = composer.compose(update).text
            #expect(holds(typed, in: updated), "seed \(seed) round \(round): \(body) became \(updated)")
            guard holds(typed, in: updated) else { return }
        }
    }

    /// Whether all of `pieces` are in `text`, in this order.
    private func holds(_ pieces: [String], in text: String) -> Bool {
        var rest = text[...]
        for piece in pieces {
            guard let found = rest.range(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    @Test(arguments: seeds)
    func `HTML holds nothing that a user wrote as markup`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<Self.casesPerSeed {
            var input = random.input(.html)
            if round % 2 == 1 { input.existing = composer.compose(random.input(.html)).text }
            let body = composer.compose(input).text
            let fault = HTMLCheck.fault(in: body)
            #expect(fault == nil, "seed \(seed) round \(round): \(body)")
            guard fault == nil else { return }
        }
    }
}

extension SeededGenerator {
    /// Puts numbered lines of a person's own between the parts of a body; not into the note or into a block.
    mutating func typing(into body: String, format: BodyFormat) -> (body: String, typed: [String]) {
        let layout = BodyLayout(Array(body.utf8), markup: format.markup, expecting: NoteExpectation())
        let starts = layout.parts.values.map(\.start).sorted()
        var bytes = layout.bytes
        var typed: [String] = []
        // From the back, so that positions further in front stay right.
        for start in starts.reversed() where chance(0.4) && isBetweenParts(start, layout) {
            let line = "[typed \(typed.count) \(pick(["by hand", "$1", "call - back", "a: b", "- Follow up: soon"]))]"
            typed.append(line)
            bytes.insert(contentsOf: (format == .html ? "<p>\(line)</p>" : "\(line)\n").utf8, at: start)
        }
        return (String(decoding: bytes, as: UTF8.self), typed.reversed())
    }

    private func isBetweenParts(_ position: Int, _ layout: BodyLayout) -> Bool {
        guard let note = layout.note, position > note.range.upperBound + 1 else { return false }
        // In Markdown, what stands after a block cannot be told from the block.
        return !layout.markup.hasOpenSections
            || !layout.parts.values.contains { $0.label?.component.isSection == true && $0.start < position }
    }
}
