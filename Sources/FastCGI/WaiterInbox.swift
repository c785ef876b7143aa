import Synchronization

/// Connections on their way to the waiter.
final class WaiterInbox: Sendable {
    let flag: EventFlag
    private let arrivals = Mutex<[Connection]>([])

    init(flag: EventFlag) {
        self.flag = flag
    }

    var isEmpty: Bool { arrivals.withLock { $0.isEmpty } }

    func put(_ connection: Connection) {
        arrivals.withLock { $0.append(connection) }
        flag.raise()
    }

    func takeAll() -> [Connection] {
        arrivals.withLock { arrivals in
            defer { arrivals = [] }
            return arrivals
        }
    }
}
