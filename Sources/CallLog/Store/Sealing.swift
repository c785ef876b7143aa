/// Encrypts what is stored, bound to the place where it is stored.
///
/// The context names that place (table, row, column): a blob opens only in the context it was sealed for, so
/// one row's secret cannot be copied into another row.
public protocol Sealing: Sendable {
    /// `bytes` encrypted and authenticated; no two blobs are alike.
    func seal(_ bytes: [UInt8], context: String) throws(SealingError) -> [UInt8]

    /// What was sealed in this context, with the current key or an earlier one.
    func open(_ blob: [UInt8], context: String) throws(SealingError) -> [UInt8]

    /// Whether `blob` was sealed with the current key; if not, it should be sealed anew when its row is next written.
    func isCurrent(_ blob: [UInt8]) -> Bool
}
