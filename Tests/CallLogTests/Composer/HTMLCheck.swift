/// Reads the HTML that the composer writes, and nothing else.
enum HTMLCheck {
    /// What is wrong with the first piece of markup that is not the composer's own; `nil` if all of it is.
    ///
    /// Elements must be the five the composer uses, closed in order and without attributes but for links to web
    /// addresses.
    static func fault(in html: String) -> String? {
        var open: [Substring] = []
        var rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without an end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag == "br" { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "</\(tag.dropFirst())> closes nothing" }
            } else if ["b", "li", "div"].contains(tag) {
                open.append(tag)
            } else if isLink(tag) {
                open.append("a")
            } else {
                return "unknown tag <\(tag)>"
            }
        }
        return open.isEmpty ? nil : "<\(open[0])> is not closed"
    }

    private static func isLink(_ tag: Substring) -> Bool {
        let parts = tag.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.count == 5 && parts[0] == "a target=" && parts[1] == "_blank" && parts[2] == " href="
            && (parts[3].hasPrefix("http://") || parts[3].hasPrefix("https://")) && parts[4].isEmpty
    }
}
