import Testing

@testable import CallLog

/// Text that a person typed into the CRM, where the server's own text could be taken for it or the other way round.
@Suite struct TypedTextTests {
    private let composer = CallLogComposer()

    @Test(arguments: [
        ("typed by Ann\n- Result: x\n", "typed by Ann\n- Note: N\n- Result: x\n"),
        ("typed by Ann\n\n- AI Note:\nx\n--- END\n", "typed by Ann\n- Note: N\n\n- AI Note:\nx\n--- END\n"),
        ("typed by Ann", "typed by Ann\n- Note: N\n"),
        ("- Result: x\ntyped by Ann\n", "- Note: N\n- Result: x\ntyped by Ann\n"),
        ("\n- AI Note:\nx\n--- END\n", "- Note: N\n\n- AI Note:\nx\n--- END\n"),
        ("", "- Note: N\n"),
    ])
    func `a note added late does not swallow what stands on top, then or later`(body: String, expected: String) {
        var input = CallLogComposer.Input(format: .plainText, existing: body)
        input.content.note = "N"
        let once = composer.compose(input).text
        #expect(once == expected)
        input.existing = once
        #expect(composer.compose(input).text == once)
        input.content.note = "Edited"
        // The blank line before a block goes with the old note, as the reference has it (contract 8.5).
        let edited = once.replacing("- Note: N\n\n", with: "- Note: N\n").replacing("Note: N\n", with: "Note: Edited\n")
        #expect(composer.compose(input).text == edited)
    }

    @Test func `a heading that only begins like ours gets one of ours`() {
        var input = CallLogComposer.Input(format: .markdown, existing: "## Call details of May\n")
        input.content.note = "N"
        let once = composer.compose(input).text
        #expect(once == "## Agent notes\nN\n\n## Call details\n## Call details of May\n")
        input.existing = once
        #expect(composer.compose(input).text == once)
    }
}
