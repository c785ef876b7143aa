/// Hashes RingCentral identifiers, so that rows and requests name an extension without carrying its number.
public protocol IdentifierHashing: Sendable {
    /// `identifier` hashed with the server's key: 64 lower-case hexadecimal digits, the same ones the reference
    /// computes with the same key (contract 2.7).
    func hash(_ identifier: String) -> String

    /// SHA-256 of `bytes`, without any key: 32 bytes.
    func digest(_ bytes: [UInt8]) -> [UInt8]
}
