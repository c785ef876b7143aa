import CallLog

/// Seals values for storage with AES-256-GCM.
///
/// A blob is one version byte, four bytes naming the key, a random 96-bit nonce, the ciphertext and a 128-bit tag; the
/// context is authenticated but not stored. After a key change old blobs still open with the previous key.
public struct SecretBox: Sealing {
    static let version: UInt8 = 1
    static let identifierByteCount = 4
    /// What a blob is longer than its content.
    public static let overheadInBytes =
        1 + identifierByteCount + AuthenticatedCipher.nonceByteCount + AuthenticatedCipher.tagByteCount

    private let current: DataKey
    private let previous: [DataKey]
    private let random: any RandomSource

    /// - Parameters:
    ///   - current: Seals, and opens.
    ///   - previous: Only open what they sealed; none by default.
    ///   - random: Gives the nonces.
    public init(current: DataKey, previous: [DataKey] = [], random: any RandomSource = SystemRandom()) {
        self.current = current
        self.previous = previous
        self.random = random
    }

    public func seal(_ bytes: [UInt8], context: String) throws(SealingError) -> [UInt8] {
        let nonce = random.bytes(AuthenticatedCipher.nonceByteCount)
        do throws(LibCryptoError) {
            let sealed = try current.cipher.seal(bytes, nonce: nonce, authenticating: Array(context.utf8))
            return [Self.version] + current.identifier + nonce + sealed.ciphertext + sealed.tag
        } catch {
            throw .unavailable
        }
    }

    public func open(_ blob: [UInt8], context: String) throws(SealingError) -> [UInt8] {
        guard blob.count >= Self.overheadInBytes, blob[0] == Self.version else { throw .malformed }
        let nonceStart = 1 + Self.identifierByteCount
        let ciphertextStart = nonceStart + AuthenticatedCipher.nonceByteCount
        let tagStart = blob.count - AuthenticatedCipher.tagByteCount
        let identifier = blob[1..<nonceStart]
        let context = Array(context.utf8)[...]
        var isKnown = false
        // Four bytes can name two keys alike, so every key of that name is tried.
        for index in -1..<previous.count {
            let key = index < 0 ? current : previous[index]
            guard key.identifier.elementsEqual(identifier) else { continue }
            isKnown = true
            do throws(LibCryptoError) {
                let content = try key.cipher.open(
                    blob[ciphertextStart..<tagStart],
                    nonce: blob[nonceStart..<ciphertextStart],
                    tag: blob[tagStart...],
                    authenticating: context
                )
                if let content { return content }
            } catch {
                throw .unavailable
            }
        }
        throw isKnown ? .notAuthentic : .unknownKey
    }

    public func isCurrent(_ blob: [UInt8]) -> Bool {
        blob.count >= Self.overheadInBytes && blob[0] == Self.version
            && blob[1...Self.identifierByteCount].elementsEqual(current.identifier)
    }
}
