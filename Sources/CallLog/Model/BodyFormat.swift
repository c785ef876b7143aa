/// The markup a CRM renders in a log body; the raw value is the contract's name for it.
public enum BodyFormat: String, Sendable, CaseIterable {
    case plainText = "text/plain"
    case html = "text/html"
    case markdown = "text/markdown"
}
