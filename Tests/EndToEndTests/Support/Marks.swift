import Foundation

/// Texts that occur nowhere by chance, one for each place a secret or a person's data can come from.
enum Mark: String, CaseIterable {
    // secrets of the server and of sessions with a CRM
    case serverSecret, dataKey, hashKey, clientSecret, apiKey, code, refusedCode, crmToken, forgedToken, password
    // what is said about people
    case note, cachedNote, transcript, contactName, phoneNumber
    // what clients send besides
    case idempotencyKey, query, brokenBody

    /// A long word; for a phone number digits alone.
    var text: String {
        switch self {
        case .phoneNumber: "12025550173946"
        default: "MARK-\(rawValue)-7d1f0c93b2a84e65"
        }
    }

    /// Whether it may stand nowhere, not even in the database.
    ///
    /// The database finds a repeated request by its `Idempotency-Key`, which is chosen by the client and no secret.
    var isBannedFromDatabase: Bool { self != .idempotencyKey }
}

/// Looks for texts in every file below a directory.
struct FileSearch {
    let directory: String

    /// The files there are, by their names in the directory; sockets and the like left out.
    var files: [String] {
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }

    /// Where a text stands, as it is, in UTF-16, in base64 or in hexadecimal digits.
    func findings(of text: String) -> [String] {
        let forms = Self.forms(of: text)
        return files.filter { name in
            guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(name)") else { return false }
            return forms.contains { bytes.range(of: $0) != nil }
        }
    }

    private static func forms(of text: String) -> [Data] {
        let bytes = Data(text.utf8)
        let hexadecimal = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        // In base64 a text shows in three ways, by its place; the first and last characters depend on the neighbours.
        let base64 = (0..<3).map { shift in
            let coded = Data(repeating: 0, count: shift) + bytes
            return Data(coded.base64EncodedString().utf8.dropFirst(4).dropLast(8))
        }
        return [bytes, text.data(using: .utf16LittleEndian) ?? bytes, Data(hexadecimal.utf8)]
            + [Data(hexadecimal.uppercased().utf8)] + base64
    }
}
