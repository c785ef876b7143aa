import StrictJSON
import Testing

@testable import CallLog

@Suite struct AgentNoteTests {
    private let composer = CallLogComposer(digest: testDigest)

    /// Notes that look like something else.
    static let notes = [
        "Wants a quote.", "Line 1\nLine 2", "Budget $100, $& and $1",
        "Agreed plan:\n- Result: customer happy\n- Duration: two weeks",
        "- Summary: mine\n- Date/Time: 2024-04-18 04:03:21 PM\n- Duration: 5 seconds\n- Result: Accepted",
        "Call details",
        "## Call details", "\n\n## Call details\n**Result**: Accepted\n", "## Agent notes\nagain", "<b>bold</b> & <i>",
        "</li></ul></div>",
        "<br>", "a<br><br><b>Call details</b><br>b", "&lt;b&gt; &amp;amp; &#39;", "O'Brien said \"yes\"",
        "one\r\ntwo\r\n", "  blanks  ",
        "\n\nline feeds\n\n", "\n", " ", "- AI Note:\nnot really\n--- END", "--- END", "### AI Note\nno",
        "- Note: - Note: x",
        "👩‍👩‍👧 e\u{301} \u{A0}\u{200B} שלום", "(pending...)", "tab\there", "https://x.example.com/?a=1&b=2",
    ]

    @Test(arguments: notes, BodyFormat.allCases)
    func `a note comes back as it was typed`(_ note: String, _ format: BodyFormat) {
        var input = CallLogComposer.Input.everything(in: format)
        input.content.note = note
        let body = composer.compose(input)
        #expect(composer.note(in: body.text, format: format, fingerprint: body.noteFingerprint) == note)
        #expect(body.noteFingerprint?.byteCount == format.markup.noteText(note).count)
    }

    @Test(arguments: notes, BodyFormat.allCases)
    func `a note gives way to another as a whole`(_ note: String, _ format: BodyFormat) {
        var input = CallLogComposer.Input.everything(in: format)
        input.content.note = note
        let created = composer.compose(input)
        let edit = CallLogComposer.Input(
            format: format,
            existing: created.text,
            content: CallContent(note: "New"),
            noteFingerprint: created.noteFingerprint
        )
        input.content.note = "New"
        #expect(composer.compose(edit) == composer.compose(input))
    }

    @Test(arguments: notes, BodyFormat.allCases)
    func `other updates leave the note and its fingerprint alone`(_ note: String, _ format: BodyFormat) {
        var input = CallLogComposer.Input.everything(in: format)
        input.content.note = note
        let created = composer.compose(input)
        input.content.note = ""
        input.existing = created.text
        input.noteFingerprint = created.noteFingerprint
        #expect(composer.compose(input) == created)
        input.call.result = "Missed"
        input.content.subject = "Renamed"
        let updated = composer.compose(input)
        #expect(updated.noteFingerprint == created.noteFingerprint)
        #expect(composer.note(in: updated.text, format: format, fingerprint: updated.noteFingerprint) == note)
    }

    @Test(arguments: BodyFormat.allCases)
    func `a cleared note leaves a body that never had one`(_ format: BodyFormat) {
        var input = CallLogComposer.Input.everything(in: format)
        let created = composer.compose(input)
        input.content.note = ""
        let without = composer.compose(input).text
        input.existing = created.text
        input.noteFingerprint = created.noteFingerprint
        input.clearNote = true
        let cleared = composer.compose(input)
        #expect(cleared == ComposedBody(text: without, noteFingerprint: nil))
        #expect(composer.note(in: cleared.text, format: format) == "")
        input.existing = cleared.text
        input.noteFingerprint = nil
        #expect(composer.compose(input) == cleared)
    }

    @Test(arguments: BodyFormat.allCases)
    func `a note that is sent wins over clearing`(_ format: BodyFormat) {
        var input = CallLogComposer.Input(format: format, content: CallContent(note: "N"))
        input.clearNote = true
        let body = composer.compose(input)
        #expect(composer.note(in: body.text, format: format) == "N")
    }

    @Test(arguments: [
        // Without a fingerprint: the last place at which our own parts follow, each once and in order.
        ("- Note: a\n- Call back: Monday\nb\n- Duration: 5 seconds\n", "a\n- Call back: Monday\nb"),
        ("- Note: a\n- Summary: x\n- Summary: S\n- Duration: 5 seconds\n", "a\n- Summary: x"),
        ("- Note: a\n- Duration: two weeks\n- Summary: S\n", "a\n- Duration: two weeks"),
        // Parts that came later and stand out of order, and a line twice as the reference wrote it.
        ("- Note: a\n- Date/Time: 2024-04-18 04:03:21 PM\n- Result: Accepted\n- Summary: late\n", "a"),
        ("- Note: a\n- Summary: S\n- Duration: 5 seconds\n- Result: No-answer\n- Result: Accepted\n", "a"),
        ("- Note: a\n\n- AI Note:\nx\n--- END\n", "a"), ("- Note: a\n\n\n- AI Note:\nx\n--- END\n", "a\n"),
        ("- Note: a\n- AI Note:\nx\n--- END\n", "a"), ("- Note: a", "a"), ("- Note: a\n\n", "a\n"),
        ("- Note: \n- Result: x\n", ""),
        ("- Agent notes: a\n- Result: x\n", "a"), ("typed\n- Note: a\n- Result: x\n", "a"), ("- Result: x\n", ""),
        ("", ""),
        ("- AI Note:\n- Note: no note\n--- END\n", ""), ("see - Note: a\n", ""),
    ])
    func `a plain note ends where our parts begin`(_ body: String, _ note: String) {
        #expect(composer.note(in: body, format: .plainText) == note)
    }

    @Test(arguments: [
        ("## Agent notes\na\n\n## Call details\n**Result**: x\n", "a"), ("## Agent notes\na\n## Call details\n", "a"),
        ("## Agent notes\na\n\n## Call details\nb\n\n## Call details\n**Result**: x\n", "a\n\n## Call details\nb"),
        ("## Agent notes\na", ""), ("## Call details\n**Result**: x\n", ""),
        ("typed\n## Agent notes\r\na\n\n## Call details\r\n", "a"),
    ])
    func `a Markdown note ends at the heading`(_ body: String, _ note: String) {
        #expect(composer.note(in: body, format: .markdown) == note)
    }

    @Test(arguments: [
        ("a<br>b", "a\nb"), ("a<br/>b<BR />c<br class=\"x\">d", "a\nb\nc\nd"), ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a</p>\n<p><br></p><p>b</p>", "a\n\nb"), ("<div>a</div><div>b</div>", "a\nb"), ("a<br>\nb", "a\nb"),
        // Records that were written before values were escaped.
        ("line 1\nline 2", "line 1\nline 2"), ("a < b & c > d", "a < b & c > d"), ("AT&T; R&D", "AT&T; R&D"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("<pre>x</pre>", "<pre>x</pre>"),
        ("see <b>Call details</b> below", "see <b>Call details</b> below"),
        ("&lt;b&gt;&amp;&quot;&#39;&#x27;&apos;&nbsp;&unknown;&#0;", "<b>&\"'''\u{A0}&unknown;&#0;"),
        ("<amp;", "<amp;"),
    ])
    func `an HTML note is read whatever a CRM made of it`(_ html: String, _ note: String) {
        let body = "<b>Agent notes</b><br>\(html)<br><br><b>Call details</b><br><li><b>Result</b>: x</li>"
        #expect(composer.note(in: body, format: .html) == note)
        let slashed = "<b>Agent notes</b><br />\(html)<br /><br/><b>Call details</b><br />"
        #expect(composer.note(in: slashed, format: .html) == note)
    }

    @Test(arguments: [
        ("<p><b>Agent notes</b><br>a</p><p><b>Call details</b></p>", "a"), ("<b>Agent notes</b><br>a", ""),
        ("<li><b>Result</b>: x</li>", ""),
        ("<p><b>Agent notes</b></p><p>a</p><p><b>Call details</b></p>", "a"),
    ])
    func `an HTML note is found in paragraphs`(_ body: String, _ note: String) {
        #expect(composer.note(in: body, format: .html) == note)
    }

    @Test func `a fingerprint finds a note that nothing else could`() {
        let text = "- Note: a\n- Summary: mine\nb\n- Summary: S\n"
        let digest = { (note: String) in
            NoteFingerprint(byteCount: note.utf8.count, digest: testDigest(Array(note.utf8)))
        }
        #expect(composer.note(in: text, format: .plainText, fingerprint: digest("a")) == "a")
        #expect(
            composer.note(in: text, format: .plainText, fingerprint: digest("a\n- Summary: mine\nb"))
                == "a\n- Summary: mine\nb"
        )
        // One that matches nowhere, and one without a digest to check it, are passed over.
        #expect(composer.note(in: text, format: .plainText, fingerprint: digest("zz")) == "a\n- Summary: mine\nb")
        #expect(
            composer.note(in: text, format: .plainText, fingerprint: NoteFingerprint(byteCount: -1, digest: []))
                == "a\n- Summary: mine\nb"
        )
        #expect(
            CallLogComposer().note(in: text, format: .plainText, fingerprint: digest("a")) == "a\n- Summary: mine\nb"
        )
    }
}
