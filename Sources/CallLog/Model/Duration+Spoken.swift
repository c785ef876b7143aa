extension Duration {
    /// Roughly how long, for people: `40 s`, `3 min`, `5 h`, `12 days`; a negative one counts as none.
    public var spoken: String {
        let seconds = max(components.seconds, 0)
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}
