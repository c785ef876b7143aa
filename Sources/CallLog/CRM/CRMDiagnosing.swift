/// A CRM about which more can be said than whether a call was logged; `calllogctl doctor` asks.
public protocol CRMDiagnosing: CRMAdapter {
    /// URLs that must answer from this machine, whatever they answer; nothing secret is sent there.
    ///
    /// - Parameter user: Their company's place is among them; `nil`: the places that everybody needs.
    func places(for user: CRMUser?) -> [String]

    /// How a user stands with the CRM, by what is kept here: no request is made, no budget spent.
    func findings(about user: CRMUser) async throws(CRMError) -> [Finding]
}
