/// The clocks of exactly-once logging.
public struct CallLogPolicy: Sendable {
    /// Total deadline of one CRM call (`CALLLOG_CRM_TIMEOUT_MS`).
    public var crmTimeout: Duration
    /// How long a claim protects its row (`CALLLOG_LEASE_MS`).
    public var lease: Duration
    /// How long after a send of unknown outcome the CRM may still execute it (`CALLLOG_QUIET_MS`).
    public var quiet: Duration
    /// How long a second request waits for the one that is logging the call.
    public var waitForCreate: Duration
    /// How long an update waits for those before it.
    public var waitForUpdate: Duration
    /// After this an undecided call is given up and may be logged again.
    public var giveUp: Duration

    /// The defaults of the settings of those names, and of reliability.md where there is no setting.
    public init(
        crmTimeout: Duration = .milliseconds(8000),
        lease: Duration = .milliseconds(30_000),
        quiet: Duration = .milliseconds(120_000),
        waitForCreate: Duration = .seconds(5),
        waitForUpdate: Duration = .seconds(20),
        giveUp: Duration = .seconds(86_400)
    ) {
        self.crmTimeout = crmTimeout
        self.lease = lease
        self.quiet = quiet
        self.waitForCreate = waitForCreate
        self.waitForUpdate = waitForUpdate
        self.giveUp = giveUp
    }

    /// All CRM calls of one request together: half as much again as a single one.
    public var timeoutOfAllCalls: Duration { crmTimeout * 3 / 2 }

    /// How long a claim itself announces a write: at most half of what the lease has to spare.
    var stampLife: Duration { min(.milliseconds(500), (lease - crmTimeout) / 2) }

    /// When an undecided row is looked at again: 2, 5, 10, 20 s, then doubling up to 10 minutes.
    public static func delay(afterAttempts attempts: Int) -> Duration {
        switch attempts {
        case ..<1: .seconds(2)
        case 1: .seconds(5)
        case 2..<9: min(.seconds(10 << (attempts - 2)), .seconds(600))
        default: .seconds(600)
        }
    }
}
