import Testing

@testable import CallLog

@Suite struct BodyLimitTests {
    private let composer = CallLogComposer(digest: testDigest)

    private func input(_ format: BodyFormat, limit: Int?, transcript: Int = 500, aiNote: Int = 300)
        -> CallLogComposer.Input
    {
        var input = CallLogComposer.Input(format: format)
        input.call.result = "Accepted"
        input.content.note = String(repeating: "Nöte & ", count: 20)
        input.content.aiNote = String(repeating: "👩‍👩‍👧 <AI>\n", count: aiNote / 10)
        input.content.transcript = String(repeating: "A: Grüße & \"e\u{301}\"\n", count: transcript / 10)
        input.byteLimit = limit
        return input
    }

    @Test(arguments: BodyFormat.allCases)
    func `a body within its limit is whole`(_ format: BodyFormat) {
        let whole = composer.compose(input(format, limit: nil)).text
        #expect(composer.compose(input(format, limit: whole.utf8.count)).text == whole)
    }

    @Test(arguments: BodyFormat.allCases)
    func `the transcript is cut first, then the AI note, the agent's note never`(_ format: BodyFormat) {
        let whole = composer.compose(input(format, limit: nil))
        let note = input(format, limit: nil).content.note
        let smallest = composer.compose(input(format, limit: 0)).text.utf8.count
        var lengths: [Int] = []
        for limit in stride(from: whole.text.utf8.count - 1, to: smallest, by: -7) {
            let body = composer.compose(input(format, limit: limit))
            lengths.append(body.text.utf8.count)
            #expect(body.text.utf8.count <= limit)
            #expect(body.noteFingerprint == whole.noteFingerprint)
            #expect(composer.note(in: body.text, format: format, fingerprint: body.noteFingerprint) == note)
            let signs =
                body.text.split(separator: "[Shortened to fit the CRM]", omittingEmptySubsequences: false).count - 1
            #expect(signs == (body.text.contains("AI> [") ? 2 : signs))
            #expect((1...2).contains(signs))
            // Nothing was cut through the middle of a character, a tag or a reference.
            #expect(!body.text.contains("\u{FFFD}"))
            if format == .html { #expect(HTMLCheck.fault(in: body.text) == nil) }
            var again = input(format, limit: limit)
            again.existing = body.text
            again.noteFingerprint = body.noteFingerprint
            #expect(composer.compose(again) == body)
        }
        #expect(lengths.count > 20)
    }

    @Test func `a first cut leaves the AI note whole`() {
        let whole = composer.compose(input(.plainText, limit: nil)).text
        let body = composer.compose(input(.plainText, limit: whole.utf8.count - 100)).text
        let (before, _) = (body.prefix { $0 != "T" }, 0)
        #expect(whole.hasPrefix(before))
        #expect(body.hasSuffix("\n[Shortened to fit the CRM]\n--- END\n"))
    }

    @Test func `a transcript that stands in the body gives way to a new AI note`() {
        var first = input(.html, limit: nil, aiNote: 0)
        first.content.aiNote = nil
        let created = composer.compose(first)
        var update = CallLogComposer.Input(
            format: .html,
            existing: created.text,
            noteFingerprint: created.noteFingerprint
        )
        update.content.aiNote = "Recap"
        update.byteLimit = created.text.utf8.count
        let body = composer.compose(update).text
        #expect(body.utf8.count <= created.text.utf8.count)
        #expect(body.contains("<div><b>AI Note</b><br>Recap</div>"))
        #expect(body.contains("[Shortened to fit the CRM]</div>"))
    }

    @Test func `a note that looks like a transcript is not cut`() {
        var first = CallLogComposer.Input(format: .plainText)
        first.content.note = "x\n- Transcript:\n\(String(repeating: "long ", count: 40))\n--- END\ny"
        let created = composer.compose(first)
        var update = CallLogComposer.Input(
            format: .plainText,
            existing: created.text,
            noteFingerprint: created.noteFingerprint
        )
        update.content.aiNote = "Recap"
        update.byteLimit = 100
        let body = composer.compose(update)
        #expect(
            composer.note(in: body.text, format: .plainText, fingerprint: body.noteFingerprint) == first.content.note
        )
    }

    @Test func `a long note alone is left to the CRM to refuse`() {
        var input = CallLogComposer.Input(format: .plainText)
        input.content.note = String(repeating: "x", count: 100)
        input.byteLimit = 10
        #expect(composer.compose(input).text.utf8.count == 109)
    }
}
