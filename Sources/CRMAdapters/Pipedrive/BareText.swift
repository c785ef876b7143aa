/// Text without what a sanitiser, an editor or a browser may change: for comparing, not for reading.
enum BareText {
    private static let entities: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "ndash": "–", "mdash": "—",
        "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "hellip": "…",
        "bull": "•", "middot": "·", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "sect": "§", "copy": "©",
        "reg": "®", "trade": "™", "deg": "°", "plusmn": "±", "times": "×", "divide": "÷", "frac12": "½",
        "frac14": "¼", "frac34": "¾", "iexcl": "¡", "iquest": "¿", "szlig": "ß", "agrave": "à", "aacute": "á",
        "acirc": "â", "atilde": "ã", "auml": "ä", "aring": "å", "aelig": "æ", "ccedil": "ç", "egrave": "è",
        "eacute": "é", "ecirc": "ê", "euml": "ë", "igrave": "ì", "iacute": "í", "icirc": "î", "iuml": "ï",
        "ntilde": "ñ", "ograve": "ò", "oacute": "ó", "ocirc": "ô", "otilde": "õ", "ouml": "ö", "oslash": "ø",
        "ugrave": "ù", "uacute": "ú", "ucirc": "û", "uuml": "ü", "yacute": "ý", "yuml": "ÿ", "Agrave": "À",
        "Aacute": "Á", "Acirc": "Â", "Atilde": "Ã", "Auml": "Ä", "Aring": "Å", "AElig": "Æ", "Ccedil": "Ç",
        "Egrave": "È", "Eacute": "É", "Ecirc": "Ê", "Euml": "Ë", "Iacute": "Í", "Icirc": "Î", "Iuml": "Ï",
        "Ntilde": "Ñ", "Oacute": "Ó", "Ocirc": "Ô", "Otilde": "Õ", "Ouml": "Ö", "Oslash": "Ø", "Uacute": "Ú",
        "Ucirc": "Û", "Uuml": "Ü", "Yacute": "Ý",
    ]

    /// The text without blanks, line ends, controls and invisible characters.
    static func of(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where isVisible(scalar) { result.append(scalar) }
        return String(result)
    }

    /// The text of a piece of HTML: tags taken out, entities resolved, then as ``of(_:)``.
    static func of(html: String) -> String {
        let scalars = Array(html.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "<", let end = tagEnd(in: scalars, from: index) {
                index = end
                continue
            }
            if scalar == "&", let (resolved, end) = entity(in: scalars, from: index) {
                if isVisible(resolved) { result.append(resolved) }
                index = end
                continue
            }
            if isVisible(scalar) { result.append(scalar) }
            index += 1
        }
        return String(result)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isWhitespace { return false }
        switch scalar.properties.generalCategory {
        case .control, .format: return false
        default: return true
        }
    }

    /// The index after a tag; `nil` if `<` stands for itself.
    private static func tagEnd(in scalars: [Unicode.Scalar], from start: Int) -> Int? {
        guard start + 1 < scalars.count else { return nil }
        let next = scalars[start + 1]
        guard next == "/" || next == "!" || next.properties.isAlphabetic else { return nil }
        return scalars[start...].firstIndex(of: ">").map { $0 + 1 }
    }

    private static func entity(in scalars: [Unicode.Scalar], from start: Int) -> (Unicode.Scalar, Int)? {
        let rest = scalars[(start + 1)...].prefix(10)
        guard let semicolon = rest.firstIndex(of: ";"), semicolon > start + 1 else { return nil }
        var name = String(String.UnicodeScalarView(scalars[(start + 1)..<semicolon]))
        if let scalar = entities[name] { return (scalar, semicolon + 1) }
        guard name.removeFirst() == "#" else { return nil }
        let isHexadecimal = name.first == "x" || name.first == "X"
        let code = isHexadecimal ? UInt32(name.dropFirst(), radix: 16) : UInt32(name)
        return code.flatMap { Unicode.Scalar($0) }.map { ($0, semicolon + 1) }
    }
}
