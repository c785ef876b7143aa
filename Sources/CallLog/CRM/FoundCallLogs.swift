/// The records of a CRM that look like a draft.
public struct FoundCallLogs: Hashable, Sendable {
    /// Made after the claim, so that only the draft can have become them: the likeliest first, the others are copies.
    public var certain: [CRMLogID]
    /// Perhaps made before the claim, where the CRM's clock is too coarse to tell: the likeliest first. At most one of
    /// them is the draft's; none is taken for a copy.
    public var possible: [CRMLogID]
    /// All of them, none twice.
    public var all: [CRMLogID] { possible + certain }

    /// - Parameter possible: None, of a CRM whose clock is as fine as ours.
    public init(_ certain: [CRMLogID], possible: [CRMLogID] = []) {
        self.certain = certain
        self.possible = possible
    }
}

extension FoundCallLogs {
    /// The record to take as the draft's, and those that are then copies of it; `nil` if nothing was found.
    var choice: (chosen: CRMLogID, copies: [CRMLogID])? {
        if possible.count == 1 { return (possible[0], certain) }
        if let first = certain.first { return (first, Array(certain.dropFirst())) }
        return possible.first.map { ($0, []) }
    }
}
