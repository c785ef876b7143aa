/// How a server is to be set up on this machine.
struct Setup {
    enum CRM {
        case pipedrive(clientID: String, clientSecret: String)
        /// `keys`: a comma list, as `TESTCRM_API_KEYS` takes it; `nil`: one is made.
        case testCRM(keys: String?)
    }

    enum Front: String, CaseIterable {
        case nginx
        case apache
    }

    /// Where settings, secrets and snippets go.
    var directory = "/etc/calllog"
    /// Where the database goes.
    var dataDirectory = "/var/lib/calllog"
    /// The responder.
    var program = "/usr/local/libexec/calllog/calllog-fcgi"
    /// Where clients reach this server; empty: not known yet.
    var url = ""
    var crm: CRM?
    var front = Front.nginx
    /// Whom the service runs as; `nil`: there is none, whoever sets the server up runs it.
    var serviceUser: String?
    /// Empty: where certbot puts it.
    var certificate = ""
    var certificateKey = ""

    /// Whether Apache starts the program itself, as on shared hosting; else it passes requests to a service.
    var isStartedByApache: Bool { front == .apache && serviceUser == nil }

    var configFile: String { "\(directory)/calllog.conf" }
    var secretsDirectory: String { "\(directory)/secrets" }
    var snippetsDirectory: String { "\(directory)/snippets" }
    var database: String { "\(dataDirectory)/calllog.db" }
}
