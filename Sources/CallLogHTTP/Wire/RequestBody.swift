import HTTPCore
import StrictJSON

/// The JSON object a request carries.
enum RequestBody {
    /// The body as an object; anything else is one sentence with a 4xx.
    static func object(of request: HTTPRequest) throws(HTTPFailure) -> JSONObject {
        if let type = request.headers["content-type"], !type.isEmpty, !isJSON(type) {
            throw HTTPFailure(.unsupportedMediaType, "Send the request body as application/json in UTF-8.")
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: request.body)
        } catch {
            throw HTTPFailure(.badRequest, sentence(for: error.reason))
        }
        guard let object = value.objectValue else {
            throw HTTPFailure(.badRequest, "The request body must be a JSON object.")
        }
        return object
    }

    /// `application/json`, with `charset=utf-8` at most (RFC 9110 section 8.3.1).
    private static func isJSON(_ field: String) -> Bool {
        // What every client of ours sends.
        if field == "application/json" { return true }
        let parts = field.lowercased().split(separator: ";").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" }
    }

    private static func sentence(for reason: JSONError.Reason) -> String {
        switch reason {
        case .empty: "The request body is empty; send a JSON object."
        case .repeatedKey: "The request body is not valid JSON: a key is repeated."
        case .tooDeep: "The request body is nested too deeply."
        case .tooManyTokens: "The request body has too many values."
        case .invalidUTF8, .byteOrderMark: "The request body must be plain UTF-8 without a byte-order mark."
        case .nullCharacter: "The request body has a text with a NUL character, which no CRM can take."
        case .loneSurrogate: "The request body has a text with half a character (a lone surrogate)."
        default: "The request body is not valid JSON."
        }
    }
}
