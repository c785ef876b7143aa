import CallLog

extension Timestamp {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads the `Date` of a reply, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7, the form to be sent).
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","), parts[1].utf8.count == 2,
            let month = Self.months.firstIndex(of: String(parts[2])), parts[5] == "GMT"
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : String(month + 1)
        self.init(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}
