import CLibCrypto
import CallLog

/// AES-256-GCM (NIST SP 800-38D) under one key; may be used by several threads at once.
@safe final class AuthenticatedCipher: @unchecked Sendable {
    static let keyByteCount = 32
    static let nonceByteCount = 12
    static let tagByteCount = 16

    private let algorithm: OpaquePointer
    private let key: SecretBytes
    private let sealing: [Slot]
    private let opening: [Slot]

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - slots: How many contexts are kept for sealing, and as many for opening.
    init(key: SecretBytes, slots: Int = 8) throws(LibCryptoError) {
        guard key.bytes.count == Self.keyByteCount,
            let algorithm = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
        else { throw LibCryptoError() }
        unsafe self.algorithm = algorithm
        self.key = key
        sealing = (0..<slots).map { _ in Slot() }
        opening = (0..<slots).map { _ in Slot() }
    }

    deinit { unsafe EVP_CIPHER_free(algorithm) }

    /// A place for a context with the key in it, which stays when the next message is begun with its nonce alone.
    ///
    /// Making a context and mixing in the key took two thirds of opening a token. The unchecked conformance is true
    /// because the context is touched by whoever took the lock alone.
    private final class Slot: @unchecked Sendable {
        let lock = TryLock()
        var kept: KeyedContext?
    }

    @safe private final class KeyedContext {
        let pointer: OpaquePointer

        init(_ pointer: OpaquePointer) {
            unsafe self.pointer = pointer
        }

        deinit { unsafe EVP_CIPHER_CTX_free(pointer) }
    }

    /// Lends a context to `body`; one that `body` throws with is not used again.
    private func withContext<Result>(
        toSeal: Bool,
        _ body: (OpaquePointer) throws(LibCryptoError) -> Result
    ) throws(LibCryptoError) -> Result {
        for slot in toSeal ? sealing : opening where slot.lock.take() {
            defer { slot.lock.giveBack() }
            let context: KeyedContext
            if let kept = slot.kept { context = kept } else { context = try newContext(toSeal: toSeal) }
            slot.kept = nil
            let result = try unsafe body(context.pointer)
            slot.kept = context
            return result
        }
        // More threads at once than slots: one more context, for this message alone.
        let context = try newContext(toSeal: toSeal)
        // The pointer alone does not keep it.
        return try withExtendedLifetime(context) { context throws(LibCryptoError) in
            try unsafe body(context.pointer)
        }
    }

    private func newContext(toSeal: Bool) throws(LibCryptoError) -> KeyedContext {
        guard let pointer = unsafe EVP_CIPHER_CTX_new() else { throw LibCryptoError() }
        let context = unsafe KeyedContext(pointer)
        guard unsafe EVP_CipherInit_ex2(pointer, algorithm, key.bytes, nil, toSeal ? 1 : 0, nil) == 1 else {
            throw LibCryptoError()
        }
        return context
    }

    /// - Parameter nonce: 12 bytes, never used before under this key.
    func seal(
        _ plaintext: [UInt8],
        nonce: [UInt8],
        authenticating context: [UInt8]
    ) throws(LibCryptoError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        guard nonce.count == Self.nonceByteCount, let plaintextCount = CInt(exactly: plaintext.count),
            let contextCount = CInt(exactly: context.count)
        else { throw LibCryptoError() }
        return try unsafe withContext(toSeal: true) { cipher throws(LibCryptoError) in
            var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
            var tag = [UInt8](repeating: 0, count: Self.tagByteCount)
            var rest: UInt8 = 0
            var written: CInt = 0
            guard unsafe EVP_EncryptInit_ex2(cipher, nil, nil, nonce, nil) == 1,
                unsafe context.isEmpty || EVP_EncryptUpdate(cipher, nil, &written, context, contextCount) == 1,
                unsafe plaintext.isEmpty
                    || EVP_EncryptUpdate(cipher, &ciphertext, &written, plaintext, plaintextCount) == 1
                        && written == plaintextCount,
                unsafe EVP_EncryptFinal_ex(cipher, &rest, &written) == 1, written == 0,
                unsafe calllog_gcm_get_tag(cipher, &tag, CInt(Self.tagByteCount)) == 1
            else { throw LibCryptoError() }
            return (ciphertext, tag)
        }
    }

    /// The plaintext, or `nil` if anything of it was altered or made with another key.
    ///
    /// - Parameters:
    ///   - nonce: 12 bytes.
    ///   - tag: 16 bytes; a shorter tag would be easier to forge.
    func open(
        _ ciphertext: ArraySlice<UInt8>,
        nonce: ArraySlice<UInt8>,
        tag: ArraySlice<UInt8>,
        authenticating context: ArraySlice<UInt8>
    ) throws(LibCryptoError) -> [UInt8]? {
        guard nonce.count == Self.nonceByteCount, tag.count == Self.tagByteCount else { return nil }
        guard let ciphertextCount = CInt(exactly: ciphertext.count), let contextCount = CInt(exactly: context.count)
        else { throw LibCryptoError() }
        return try unsafe withContext(toSeal: false) { cipher throws(LibCryptoError) in
            var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
            var written: CInt = 0
            let isPrepared = unsafe nonce.withUnsafeBufferPointer { nonce in
                unsafe EVP_DecryptInit_ex2(cipher, nil, nil, nonce.baseAddress, nil) == 1
            }
            let isAuthenticated = unsafe context.withUnsafeBufferPointer { context in
                unsafe context.isEmpty
                    || EVP_DecryptUpdate(cipher, nil, &written, context.baseAddress, contextCount) == 1
            }
            let isDecrypted = unsafe ciphertext.withUnsafeBufferPointer { ciphertext in
                unsafe ciphertext.isEmpty
                    || EVP_DecryptUpdate(cipher, &plaintext, &written, ciphertext.baseAddress, ciphertextCount) == 1
                        && written == ciphertextCount
            }
            let isTagged = unsafe tag.withUnsafeBufferPointer { tag in
                unsafe calllog_gcm_set_tag(cipher, tag.baseAddress, CInt(Self.tagByteCount)) == 1
            }
            guard isPrepared, isAuthenticated, isDecrypted, isTagged else { throw LibCryptoError() }
            // The tag is compared here, and nothing else can fail any more; GCM has no last block to write.
            var rest: UInt8 = 0
            guard unsafe EVP_DecryptFinal_ex(cipher, &rest, &written) == 1, written == 0 else {
                ERR_clear_error()
                return nil
            }
            return plaintext
        }
    }
}
