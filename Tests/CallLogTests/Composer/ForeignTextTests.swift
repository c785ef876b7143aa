import StrictJSON
import Testing

@testable import CallLog

/// What people typed into the record, and what other software made of it.
@Suite struct ForeignTextTests {
    private func composed(_ format: BodyFormat, _ existing: String, _ change: (inout CallLogComposer.Input) -> Void)
        -> String
    {
        var input = CallLogComposer.Input(format: format, existing: existing)
        change(&input)
        return CallLogComposer().compose(input).text
    }

    @Test(arguments: [
        ("hand edited", "hand edited\n- Result: new\n"), ("a\n- Result: old\nb\n", "a\n- Result: new\nb\n"),
        ("our - Result: fine\n", "our - Result: fine\n- Result: new\n"),
        ("- result: old\n", "- result: old\n- Result: new\n"),
        ("- Results: old\n", "- Results: old\n- Result: new\n"),
        ("  - Result: old\n", "  - Result: old\n- Result: new\n"),
        ("- Result: old\ntyped\n- Result: mine\n", "- Result: new\ntyped\n- Result: mine\n"),
        ("- Result:\n", "- Result: new\n"),
        (
            "\n- AI Note:\n- Result: said the customer\n--- END\n",
            "\n- AI Note:\n- Result: said the customer\n--- END\n- Result: new\n"
        ),
        ("- Result: old", "- Result: new"), ("- Result: a\r\n", "- Result: new\n"),
    ])
    func `plain text of others stays`(_ existing: String, _ body: String) {
        #expect(composed(.plainText, existing) { $0.call.result = "new" } == body)
    }

    @Test(arguments: [
        ("<p>hand edited</p>", "<p>hand edited</p><li><b>Result</b>: new</li>"),
        ("<LI><B>RESULT</B>: old</LI>x", "<li><b>Result</b>: new</li>x"),
        ("our <b>Result</b>: fine", "our <b>Result</b>: fine<li><b>Result</b>: new</li>"),
        ("<p><b>Result</b>: old</p>", "<p><li><b>Result</b>: new</li></p>"),
        ("<b>Result</b>: old<br>x", "<li><b>Result</b>: new</li><br>x"),
        ("<li><b>Result</b>: a<b c & d</li>x", "<li><b>Result</b>: new</li>x"),
        ("<li><b>Result</b>: a\nb</li>x", "<li><b>Result</b>: new</li>x"),
        ("<li><b>Result</b>: a<ul><li>mine</li></ul>", "<li><b>Result</b>: new</li><ul><li>mine</li></ul>"),
        (
            "<div><b>AI Note</b><br><b>Result</b>: said</div><br>",
            "<div><b>AI Note</b><br><b>Result</b>: said</div><br><li><b>Result</b>: new</li>"
        ),
        ("<li>x</li><li><b>Result</b>: old</li>", "<li>x</li><li><b>Result</b>: new</li>"),
        ("<li class=\"c\"><b>Result</b>: old</li>", "<li class=\"c\"><li><b>Result</b>: new</li>"),
    ])
    func `HTML of others stays`(_ existing: String, _ body: String) {
        #expect(composed(.html, existing) { $0.call.result = "new" } == body)
    }

    @Test(arguments: [
        ("hand edited", "hand edited\n**Result**: new\n"), ("a\n**Result**: old\nb\n", "a\n**Result**: new\nb\n"),
        ("our **Result**: fine\n", "our **Result**: fine\n**Result**: new\n"),
        ("- **Result**: x\n", "- **Result**: x\n**Result**: new\n"),
        ("**Result**: old\n### AI Note\na\n**Result**: said\n", "**Result**: new\n### AI Note\na\n**Result**: said\n"),
        ("**Result**: old", "**Result**: new\n"),
    ])
    func `Markdown of others stays`(_ existing: String, _ body: String) {
        #expect(composed(.markdown, existing) { $0.call.result = "new" } == body)
    }

    @Test func `a block that lost its closing line takes nothing with it`() {
        let existing = "- AI Note:\nold\n- Call score: 87\ntyped\n\n- Transcript:\nT\n--- END\n"
        let body = composed(.plainText, existing) { $0.content.aiNote = "new" }
        #expect(body == existing + "\n- AI Note:\nnew\n--- END\n")
        #expect(
            composed(.plainText, body) { $0.content.aiNote = "newer" } == existing + "\n- AI Note:\nnewer\n--- END\n"
        )
    }

    @Test func `an HTML block that lost its end takes nothing with it`() {
        let existing = "<div><b>AI Note</b><br>old<div><b>Transcript</b><br>T</div><br>"
        let body = composed(.html, existing) { $0.content.aiNote = "new" }
        #expect(body == existing + "<div><b>AI Note</b><br>new</div><br>")
    }

    @Test(arguments: [
        (
            BodyFormat.plainText, "a\n--- END\n- Transcript:\nb",
            "\n- AI Note:\na\n --- END\n - Transcript:\nb\n--- END\n"
        ),
        (.plainText, "- Result: said\n- Note: said", "\n- AI Note:\n- Result: said\n- Note: said\n--- END\n"),
        (
            .markdown, "a\n### Transcript\n**Summary**: b\n### Own\n## Call details",
            "### AI Note\na\n ### Transcript\n **Summary**: b\n### Own\n ## Call details\n"
        ),
        (
            .html, "</div><li><b>Result</b>: x</li>",
            "<div><b>AI Note</b><br>&lt;/div&gt;&lt;li&gt;&lt;b&gt;Result&lt;/b&gt;: x&lt;/li&gt;</div><br>"
        ),
    ])
    func `lines of a text cannot end its block`(_ format: BodyFormat, _ text: String, _ body: String) {
        #expect(composed(format, "") { $0.content.aiNote = text } == body)
        #expect(composed(format, body) { $0.content.aiNote = text } == body)
        let replaced = composed(format, body) { $0.content.aiNote = "new" }
        #expect(replaced == composed(format, "") { $0.content.aiNote = "new" })
    }

    @Test func `a line that Markdown text repeats is left as it is where it can do no harm`() {
        let body = composed(.markdown, "") { ($0.call.result, $0.content.aiNote) = ("Accepted", "**Result**: said") }
        #expect(body == "**Result**: Accepted\n### AI Note\n**Result**: said\n")
        let updated = composed(.markdown, body) { ($0.call.result, $0.content.aiNote) = ("Missed", "new") }
        #expect(updated == "**Result**: Missed\n### AI Note\nnew\n")
    }

    @Test func `links of a list go into the list`() {
        let existing =
            "<b>Agent notes</b><br>see </ul><br><br><b>Call details</b><br><ul><li><b>Result</b>: x</li></ul>"
        let body = composed(.html, existing) {
            ($0.content.recordingLink, $0.content.voicemailLink, $0.content.subject) = ("https://r", "https://v", "S")
        }
        let link = { (address: String) in "<a target=\"_blank\" href=\"\(address)\">open</a>" }
        #expect(
            body == existing.dropLast(5) + "<li><b>Call recording link</b>: \(link("https://r"))</li>"
                + "<li><b>Voicemail recording link</b>: \(link("https://v"))</li></ul><li><b>Summary</b>: S</li>"
        )
    }

    @Test(arguments: [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "httpx://x", "http", " https://x", "data:text/html,x", "/x",
        "<b>",
    ])
    func `only web addresses become links`(_ address: String) {
        let body = composed(.html, "") {
            ($0.content.recordingLink, $0.content.voicemailLink, $0.content.aceRecordingLink) = (
                address, address, address
            )
        }
        #expect(!body.contains("<a "))
        #expect(
            body.hasPrefix(
                "<li><b>Call recording link</b>: (pending...)</li><li><b>Voicemail recording link</b>: (pending...)</li>"
            )
        )
    }

    @Test func `values of one line stay on one line`() {
        let change = { (input: inout CallLogComposer.Input) in
            (input.content.subject, input.call.result) = ("a\n- Result: b\r\nc", "x\ny\n")
        }
        #expect(composed(.plainText, "", change) == "- Summary: a - Result: b c\n- Result: x y\n")
        #expect(
            composed(.html, "", change)
                == "<li><b>Summary</b>: a<br>- Result: b<br>c</li><li><b>Result</b>: x<br>y<br></li>"
        )
        for format in BodyFormat.allCases {
            let once = composed(format, "", change)
            #expect(composed(format, once, change) == once)
        }
    }
}
