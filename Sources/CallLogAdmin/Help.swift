import Settings

/// What `calllogctl --help` says.
enum Help {
    static let usage = "usage: calllogctl [--config FILE] COMMAND ...   (calllogctl --help lists the commands)"

    static var text: String {
        let width = Setting.all.map(\.name.count).max() ?? 0
        let settings = Setting.all.map { setting in
            let name = setting.name + String(repeating: " ", count: width - setting.name.count)
            let standard = setting.standard.map { " (default \($0))" } ?? ""
            return "  \(name)  \(setting.meaning)\(standard)"
        }
        return """
            usage: calllogctl [--config FILE] COMMAND ...

            Users
              user set --platform P --id ID [--name N] [--hostname H] [--access-token-file F]
                       [--refresh-token-file F] [--token-expiry RFC3339] [--timezone IANA]
                       [--timezone-offset +HH:MM] [--settings FILE.json]
                  creates or updates; what is left out keeps its value; session tokens stay valid
              user list [--json]
              user revoke --platform P --id ID     ends every session token of the user
              user remove --platform P --id ID

            Session tokens
              token mint --platform P --user ID [--ttl SECONDS]   prints the token and nothing else
              token inspect                                       reads a token from standard input

            Call logs
              logs list [--json] [--since RFC3339]
              logs retry --platform P --user ID --session S       look at an undecided call now
              logs resolve --platform P --user ID --session S --log-id L   a person found the record L
              logs flush                                          finish what is due, once (for cron)
              logs export --csv|--ndjson [--output FILE] [--since RFC3339]   every call, for a table or a program
              compose       reads {"id":..,"in":{..}} lines, prints what the log body would be

            Server
              account set --account HASH --settings FILE.json     settings of a RingCentral account
              keys rotate                                         seals the database under the new data key
              status [--json]                                     calls by state, oldest undecided, CRM budgets
              backup FILE                                         a consistent copy, while running

            Set up
              init [--url URL] [--crm pipedrive --client-id ID --client-secret-file F]
                   [--crm testCRM [--api-keys-file F]] [--front nginx|apache] [--certificate F --certificate-key F]
                   [--directory DIR] [--data DIR] [--program F] [--user NAME] [--yes] [--force]
                  writes settings, secrets and what nginx or systemd need; asks at a terminal unless --yes
              doctor [--user P/ID] [--socket unix:/PATH | ADDRESS:PORT | none] [--url URL]
                  looks at everything a logged call needs; a line each, with what to do

            Examples
              calllogctl user set --platform testCRM --id demo --access-token-file key.txt
              calllogctl token mint --platform testCRM --user demo
              calllogctl logs list --json --since 2026-01-01T00:00:00Z
              calllogctl --config /etc/calllog/calllog.conf doctor --user testCRM/demo

            Secrets are never arguments: they come from files or the environment.
            Exit status: 0 done, 1 failed, 64 usage, 78 bad settings.

            Settings (environment, or KEY=VALUE lines in --config FILE)
            \(settings.joined(separator: "\n"))
            """
    }
}
