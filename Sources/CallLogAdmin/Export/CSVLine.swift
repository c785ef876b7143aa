/// A record of a CSV file (RFC 4180), safe to open in a spreadsheet.
enum CSVLine {
    /// With the line end, CR LF.
    static func text(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    /// A field in quotes if it needs them.
    ///
    /// A text that a spreadsheet would take for a formula gets a `'` in front: ids come from clients and CRMs, and
    /// opening a file must not run what they say.
    static func field(_ text: String) -> String {
        let guarded = isFormula(text) ? "'\(text)" : text
        let needsQuotes = guarded.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        guard needsQuotes else { return guarded }
        return "\"" + guarded.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Whether the text begins like a formula, also in the full-width forms that some spreadsheets accept.
    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
    }
}
