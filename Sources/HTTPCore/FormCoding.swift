/// Percent coding of forms and queries (WHATWG URL section 5).
public enum FormCoding {
    /// Whether decoding would change anything.
    static func isCoded(_ text: Span<UInt8>) -> Bool {
        let all = 0..<text.count
        return text.firstIndex(of: UInt8(ascii: "%"), in: all) != nil
            || text.firstIndex(of: UInt8(ascii: "+"), in: all) != nil
    }

    static func decode(_ text: Span<UInt8>) -> String {
        guard isCoded(text) else { return text.text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                if index + 2 <= text.count, let high = hexValue(text[index]), let low = hexValue(text[index + 1]) {
                    bytes.append(high << 4 | low)
                    index += 2
                } else {
                    bytes.append(byte)
                }
            default:
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `text` decoded; `+` is a blank.
    public static func decode(_ text: String) -> String {
        decode(text.utf8.span)
    }

    /// `text` with every byte but the unreserved ones of RFC 3986 section 2.3 escaped: safe in any part of a URL.
    public static func encode(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
