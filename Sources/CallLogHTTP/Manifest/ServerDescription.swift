/// What the server tells about itself.
public struct ServerDescription: Sendable {
    /// Of the software, `1.0.0`.
    public var version: String
    /// Who runs the server, as the manifest names them (`CALLLOG_AUTHOR_NAME`).
    public var authorName: String
    /// Where clients reach the server, without a slash at the end (`CALLLOG_PUBLIC_URL`); `nil`: where they asked.
    public var publicURL: String?

    public init(version: String, authorName: String = "calllog", publicURL: String? = nil) {
        self.version = version
        self.authorName = authorName
        self.publicURL = publicURL
    }
}
