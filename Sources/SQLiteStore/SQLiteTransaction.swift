import CallLog
import StrictJSON

/// The store's words inside one transaction; files `SQLiteTransaction+….swift` hold the statements by table.
struct SQLiteTransaction {
    let connection: SQLiteConnection
    let sealing: any Sealing

    /// What a sealed value is bound to: a value moved to another row or column does not open.
    ///
    /// Each part carries its length, so that no two keys give one context.
    func context(_ column: String, _ key: String...) -> String {
        context(column, key)
    }

    func context(_ column: String, _ key: [String]) -> String {
        var context = ""
        context.reserveCapacity(key.reduce(column.utf8.count) { $0 + $1.utf8.count + 5 })
        context += column
        for part in key {
            context += "|"
            context += String(part.utf8.count)
            context += ":"
            context += part
        }
        return context
    }

    func sealed(_ text: String?, context: @autoclosure () -> String) throws(StoreError) -> SQLiteValue {
        guard let text else { return .null }
        do throws(SealingError) {
            return .blob(try sealing.seal(Array(text.utf8), context: context()))
        } catch {
            throw StoreError(.internalFault, detail: "seal")
        }
    }

    func opened(_ blob: [UInt8]?, context: @autoclosure () -> String) throws(StoreError) -> String? {
        guard let blob else { return nil }
        let context = context()
        do throws(SealingError) {
            return String(decoding: try sealing.open(blob, context: context), as: UTF8.self)
        } catch {
            throw StoreError(.sealBroken, detail: context.split(separator: "|").first.map(String.init) ?? "")
        }
    }

    func object(_ text: String) throws(StoreError) -> JSONObject {
        if text == "{}" { return [:] }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text.utf8), limits: .init(depth: 64, tokens: 1_000_000))
        } catch {
            throw StoreError(.corrupt, detail: "a stored object is no JSON (\(error.reason.rawValue))")
        }
        guard let object = value.objectValue else {
            throw StoreError(.corrupt, detail: "a stored object is no object")
        }
        return object
    }
}

extension SQLiteTransaction: StoreWriter {}
