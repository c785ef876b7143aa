/// A CRM that tells us when a user has taken our app off their account.
///
/// Part of the HTTP request is handed through, because each CRM proves itself in a way of its own.
public protocol UninstallReceiving: CRMAdapter {
    /// Checks that the notice comes from the CRM and says whose login is over.
    ///
    /// - Parameters:
    ///   - authorization: The request's `Authorization` header; compare in constant time.
    ///   - body: The request's body as received.
    func uninstalled(authorization: String?, body: [UInt8]) throws(UninstallRefusal) -> UninstallNotice
}

/// Whose login a CRM has ended.
public struct UninstallNotice: Sendable {
    /// The ids under which the user may be stored.
    public var userIDs: [CRMUserID]
    /// Whether a stored user with one of these ids is the one meant.
    public var concerns: @Sendable (CRMUser) -> Bool

    /// - Parameter concerns: Every user of these ids, by default.
    public init(userIDs: [CRMUserID], concerns: @escaping @Sendable (CRMUser) -> Bool = { _ in true }) {
        self.userIDs = userIDs
        self.concerns = concerns
    }
}

/// Why a notice was not taken.
public enum UninstallRefusal: Error, Hashable, Sendable {
    /// Not proven to come from the CRM.
    case unauthorized
    /// Names no user.
    case malformed
}
