/// Finds out how the server is to be set up: from options, and from the person at the terminal for what they leave out.
struct SetupQuestions {
    static let options: Set<String> = [
        "directory", "data", "program", "url", "crm", "client-id", "client-secret-file", "api-keys-file", "front",
        "certificate", "certificate-key", "user",
    ]

    let arguments: Arguments
    /// Whether somebody is there to be asked.
    let asks: Bool
    let serviceUser: String?

    func setup() throws(CommandError) -> Setup {
        var setup = Setup()
        setup.serviceUser = serviceUser
        setup.directory = try path("directory") ?? setup.directory
        setup.dataDirectory = try path("data") ?? setup.dataDirectory
        setup.program = try path("program") ?? Self.responder ?? setup.program
        setup.certificate = try path("certificate") ?? ""
        setup.certificateKey = try path("certificate-key") ?? ""
        let machine = FileFacts.hostName.map { "https://\($0)" } ?? ""
        setup.url = try answer("url", "Where do clients reach this server?", standard: asks ? machine : "") ?? ""
        while setup.url.hasSuffix("/") { setup.url.removeLast() }
        setup.crm = try crm()
        let front = try answer("front", "Web server in front, nginx or apache?", standard: Setup.Front.nginx.rawValue)
        guard let front = Setup.Front(rawValue: front ?? "") else {
            throw .usage(UsageError("--front is nginx or apache"))
        }
        setup.front = front
        return setup
    }

    private func crm() throws(CommandError) -> Setup.CRM? {
        switch try answer("crm", "Which CRM, pipedrive or testCRM?", standard: asks ? "pipedrive" : "none") {
        case "pipedrive":
            let id = try answer("client-id", "Client id of your Pipedrive app?", standard: "") ?? ""
            let secret = try secret("client-secret-file", "Its client secret (not shown)?") ?? ""
            guard !id.isEmpty, !secret.isEmpty else {
                throw .usage(UsageError("pipedrive needs --client-id and --client-secret-file"))
            }
            return .pipedrive(clientID: id, clientSecret: secret)
        case "testCRM":
            let question = "API keys for testCRM, a comma list (not shown; none: one is made)?"
            return .testCRM(keys: try secret("api-keys-file", question))
        case "none": return nil
        default: throw .usage(UsageError("--crm is pipedrive, testCRM or none"))
        }
    }

    /// What an option says, or the person, or nobody.
    private func answer(_ option: String, _ question: String, standard: String) throws(CommandError) -> String? {
        var text = arguments[option]
        if text == nil, asks {
            guard let line = Terminal.ask(standard.isEmpty ? question : "\(question) [\(standard)]") else {
                throw Self.cancelled
            }
            text = line
        }
        guard let text, !text.isEmpty else { return standard }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }), !text.contains("'")
        else {
            throw .usage(UsageError("--\(option) has a space or another character that it cannot have"))
        }
        return text
    }

    private func secret(_ option: String, _ question: String) throws(CommandError) -> String? {
        if let path = arguments[option] {
            var text = try Console.contents(of: path)
            while text.last?.isNewline == true { text.removeLast() }
            guard !text.isEmpty else { throw .failed("\(path) is empty") }
            return text
        }
        guard asks else { return nil }
        guard let line = Terminal.askHidden(question) else { throw Self.cancelled }
        return line.isEmpty ? nil : line
    }

    /// An absolute path that needs no quotes anywhere: it goes into settings, units and scripts.
    private func path(_ option: String) throws(CommandError) -> String? {
        guard var path = arguments[option] else { return nil }
        while path.hasSuffix("/") { path.removeLast() }
        guard path.hasPrefix("/"), path.utf8.allSatisfy(Self.isPlain) else {
            throw .usage(UsageError("--\(option) is no absolute path of letters, digits and ._-+/"))
        }
        return path
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._-+/".utf8.contains(byte)
        }
    }

    /// `calllog-fcgi` where it is put together with this program: beside it, or in libexec beside bin.
    private static var responder: String? {
        guard let own = FileFacts.ownPath else { return nil }
        let directory = FileFacts.directory(of: own)
        let places = [
            "\(directory)/calllog-fcgi", "\(FileFacts.directory(of: directory))/libexec/calllog/calllog-fcgi",
        ]
        return places.first { FileFacts($0) != nil && $0.utf8.allSatisfy(isPlain) }
    }

    private static let cancelled = CommandError.failed("nothing was written")
}
