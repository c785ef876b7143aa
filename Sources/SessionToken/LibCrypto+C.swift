// With `AuthenticatedCipher+C.swift` all that imports libcrypto (OpenSSL 3). Algorithms are fetched once per object: fetching is a search
// through the providers, and doing it on every call costs more than the cryptography itself.

import CLibCrypto

/// libcrypto could not do its work: an algorithm is missing, or memory has run out.
struct LibCryptoError: Error, Hashable {
    /// libcrypto keeps errors per thread, and libcurl on the same thread would take what we leave behind for its own.
    init() { ERR_clear_error() }
}

enum LibCrypto {
    /// Compares in a time that depends on the length alone (`CRYPTO_memcmp`).
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
            }
        }
    }

    /// HKDF with SHA-256 (RFC 5869, `EVP_PKEY_HKDF`); an empty salt is the RFC's default of zeros.
    static func hkdf(
        _ keyMaterial: [UInt8],
        salt: [UInt8] = [],
        info: [UInt8],
        count: Int
    ) throws(LibCryptoError) -> [UInt8] {
        guard let digest = unsafe EVP_MD_fetch(nil, "SHA256", nil) else { throw LibCryptoError() }
        defer { unsafe EVP_MD_free(digest) }
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "HKDF", nil) else { throw LibCryptoError() }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard let saltCount = CInt(exactly: salt.count), let keyCount = CInt(exactly: keyMaterial.count),
            let infoCount = CInt(exactly: info.count),
            unsafe EVP_PKEY_derive_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_hkdf_md(context, digest) == 1,
            unsafe salt.isEmpty || EVP_PKEY_CTX_set1_hkdf_salt(context, salt, saltCount) == 1,
            unsafe EVP_PKEY_CTX_set1_hkdf_key(context, keyMaterial, keyCount) == 1,
            unsafe info.isEmpty || EVP_PKEY_CTX_add1_hkdf_info(context, info, infoCount) == 1
        else { throw LibCryptoError() }
        var key = [UInt8](repeating: 0, count: count)
        var written = count
        guard unsafe EVP_PKEY_derive(context, &key, &written) == 1, written == count else { throw LibCryptoError() }
        return key
    }
}

/// SHA-256 (`EVP_Digest`); may be used by several threads at once.
@safe final class SHA256Digest: @unchecked Sendable {
    static let byteCount = 32
    private let algorithm: OpaquePointer

    init() throws(LibCryptoError) {
        guard let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else { throw LibCryptoError() }
        unsafe self.algorithm = algorithm
    }

    deinit { unsafe EVP_MD_free(algorithm) }

    func digest(_ bytes: [UInt8]) throws(LibCryptoError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.byteCount)
        var written: CUnsignedInt = 0
        guard unsafe EVP_Digest(bytes, bytes.count, &digest, &written, algorithm, nil) == 1,
            Int(written) == Self.byteCount
        else { throw LibCryptoError() }
        return digest
    }
}

/// HMAC with SHA-256 (RFC 2104, `EVP_MAC`) under one key; may be used by several threads at once.
@safe final class MessageAuthenticator: @unchecked Sendable {
    static let byteCount = 32
    /// Holds the key already mixed in and is never written again: every call works on a copy.
    private let keyed: OpaquePointer

    /// - Parameter key: Not empty.
    init(key: [UInt8]) throws(LibCryptoError) {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil) else { throw LibCryptoError() }
        defer { unsafe EVP_MAC_free(algorithm) }
        guard let context = unsafe EVP_MAC_CTX_new(algorithm) else { throw LibCryptoError() }
        guard unsafe calllog_hmac_sha256_init(context, key, key.count) == 1 else {
            unsafe EVP_MAC_CTX_free(context)
            throw LibCryptoError()
        }
        unsafe keyed = context
    }

    deinit { unsafe EVP_MAC_CTX_free(keyed) }

    func code(for bytes: ArraySlice<UInt8>) throws(LibCryptoError) -> [UInt8] {
        guard let context = unsafe EVP_MAC_CTX_dup(keyed) else { throw LibCryptoError() }
        defer { unsafe EVP_MAC_CTX_free(context) }
        var code = [UInt8](repeating: 0, count: Self.byteCount)
        var written = 0
        let isDone = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe EVP_MAC_update(context, bytes.baseAddress, bytes.count) == 1
                && EVP_MAC_final(context, &code, &written, Self.byteCount) == 1
        }
        guard isDone, written == Self.byteCount else { throw LibCryptoError() }
        return code
    }
}
