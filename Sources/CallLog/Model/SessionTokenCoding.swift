/// Turns session claims into a token that only this server can make, and back.
public protocol SessionTokenCoding: Sendable {
    /// A token for `claims`, in the form they name.
    ///
    /// - Throws: ``SessionTokenError/unissuable`` for claims that ``verify(_:now:)`` would refuse for their shape,
    ///   ``SessionTokenError/unavailable`` if the cryptography library fails.
    func issue(_ claims: SessionClaims) throws(SessionTokenError) -> String

    /// The claims of a token that is authentic and valid at `now`.
    ///
    /// Whether the user still exists, and still has the session version of the claims, is the caller's question.
    func verify(_ token: String, now: Timestamp) throws(SessionTokenError) -> SessionClaims

    /// The claims of the token to send along with the reply; `nil` while `claims` need no renewal (contract 2.4).
    func renewed(_ claims: SessionClaims, now: Timestamp) -> SessionClaims?
}
