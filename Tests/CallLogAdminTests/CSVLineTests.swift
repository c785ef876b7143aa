import Testing

@testable import CallLogAdmin

@Suite struct CSVLineTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("two words", "two words"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a\r\nb", "\"a\r\nb\""), ("\"", "\"\"\"\""), ("ä🙂", "ä🙂"),
    ])
    func `a field has quotes when it needs them`(text: String, field: String) {
        #expect(CSVLine.field(text) == field)
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"])
    func `a field that begins like a formula gets an apostrophe`(text: String) {
        #expect(CSVLine.field(text) == "'\(text)")
    }

    @Test(arguments: [("\t=1", "'\t=1"), ("\r\n=1", "\"'\r\n=1\""), ("=\"a\",b", "\"'=\"\"a\"\",b\"")])
    func `also when it needs quotes besides`(text: String, field: String) {
        #expect(CSVLine.field(text) == field)
    }

    @Test(arguments: ["1=1", "a-b", "a+b", "'=1", "2026-01-01T00:00:00Z"])
    func `what is no formula stays as it is`(text: String) {
        #expect(CSVLine.field(text) == text)
    }

    @Test func `a record ends with CR LF and keeps its empty fields`() {
        #expect(CSVLine.text(["a", "", "c", ""]) == "a,,c,\r\n")
    }
}
