import CallLog

/// What `calllogctl doctor` is to look at.
struct DoctorOptions {
    /// Where the responder listens; `nil`: nowhere, as under Apache.
    let socket: String?
    /// Where clients reach the server; `nil`: as the settings say.
    let url: String?
    let user: (platform: Platform, id: CRMUserID)?

    init(_ words: [String]) throws(UsageError) {
        let arguments = try Arguments(words, options: ["socket", "url", "user"])
        try arguments.expectNoWords()
        let place = arguments["socket"] ?? "unix:/run/calllog/fcgi.sock"
        socket = place == "none" ? nil : place
        url = arguments["url"].map { text in
            var text = text
            while text.hasSuffix("/") { text.removeLast() }
            return text
        }
        guard let name = arguments["user"] else {
            user = nil
            return
        }
        let words = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2, !words[0].isEmpty, !words[1].isEmpty else {
            throw UsageError("--user is not PLATFORM/ID, such as pipedrive/777-4242-pipedrive")
        }
        user = (Platform(rawValue: String(words[0])), CRMUserID(rawValue: String(words[1])))
    }
}
