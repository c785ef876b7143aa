/// The markup a CRM renders in a log body; the raw value is the contract's name for it.
public enum BodyFormat: String, Sendable, CaseIterable {
    /// Lines of text.
    case plainText = "text/plain"
    /// Bold labels, line breaks and escaped text.
    case html = "text/html"
    /// Bold labels and headings.
    case markdown = "text/markdown"
}
