/// What the server tells about itself.
public struct ServerDescription: Sendable {
    /// Of the software, `1.0.0`.
    public var version: String
    /// Who runs the server, as the manifest names them (`CALLLOG_AUTHOR_NAME`).
    public var authorName: String
    /// Where clients reach the server, without a slash at the end (`CALLLOG_PUBLIC_URL`); `nil`: where they asked.
    public var publicURL: String?

    /// - Parameters:
    ///   - version: Of the software that embeds the routes; `releaseNotes` are listed under it.
    ///   - authorName: `calllog` by default.
    ///   - publicURL: `nil` takes scheme and host of each request.
    public init(version: String, authorName: String = "calllog", publicURL: String? = nil) {
        self.version = version
        self.authorName = authorName
        self.publicURL = publicURL
    }
}
