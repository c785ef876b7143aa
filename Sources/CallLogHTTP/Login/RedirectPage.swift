/// The text of the page at `/pipedrive-redirect`: no script, no image, nothing from elsewhere.
enum RedirectPage {
    /// The CRM has sent a code; the extension takes over.
    case waiting(name: String)
    /// Nobody has been at the CRM yet.
    case start(name: String, link: String)
    /// The person said no.
    case denied(name: String, link: String)
    case notOffered

    static let style = """
        :root{color-scheme:light dark;font:100%/1.5 system-ui,sans-serif}\
        body{margin:0;background:Canvas;color:CanvasText}\
        main{max-width:34rem;margin:10vh auto;padding:0 1.5rem}\
        h1{font-size:1.5rem;line-height:1.25}\
        #rc-stepper{padding:1rem;border:1px solid;border-radius:.5rem}\
        a{display:inline-block;padding:.6rem 1rem;border:2px solid;border-radius:.5rem;color:LinkText;font-weight:600}\
        a:focus-visible{outline:3px solid Highlight;outline-offset:3px}
        """

    /// SHA-256 of ``style``, in Base64 (CSP level 3, 2.3.1): the one thing the policy lets in.
    static let styleDigest = "388HnRAQBDnoNo6kGkk9Myirg/qP1a6WUs32LgWVnW8="

    static let contentSecurityPolicy = """
        default-src 'none'; style-src 'sha256-\(styleDigest)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>\(Self.escaped(title))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        <h1>\(Self.escaped(title))</h1>
        <p id="rc-stepper" role="status" aria-live="polite">\(Self.escaped(step))</p>
        \(action)
        </main>
        </body>
        </html>

        """
    }

    private var title: String {
        switch self {
        case .waiting(let name), .start(let name, _): "Connect \(name) to RingCentral"
        case .denied(let name, _): "\(name) is not connected"
        case .notOffered: "Pipedrive is not available here"
        }
    }

    private var step: String {
        switch self {
        case .waiting:
            """
            (1/3) Waiting for the RingCentral App Connect extension. If this text does not change within a few seconds, \
            make sure that the extension is installed and reload this page.
            """
        case .start(let name, _): "(1/3) Continue to \(name) and allow access."
        case .denied: "Access was not allowed. You can try again at any time."
        case .notOffered: "This server is not set up for Pipedrive. Ask your administrator to enable it."
        }
    }

    private var action: String {
        switch self {
        case .waiting(let name):
            "<p>When the extension says that the setup is finished, you can close this page and go back to \(Self.escaped(name)).</p>"
        case .start(let name, let link), .denied(let name, let link):
            "<p><a rel=\"noreferrer\" href=\"\(Self.escaped(link))\">Continue to \(Self.escaped(name))</a></p>"
        case .notOffered: ""
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
