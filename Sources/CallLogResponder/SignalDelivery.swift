import FastCGI
import Synchronization

/// Turns signals into what they mean: drain, or a new log file.
///
/// A signal may arrive before the server stands; a drain is then done as soon as it does.
final class SignalDelivery: Sendable {
    private struct State {
        var server: FastCGIServer?
        var isDraining = false
    }

    private let log: Log
    private let state = Mutex(State())

    init(log: Log) {
        self.log = log
    }

    func attach(_ server: FastCGIServer) {
        let isDraining = state.withLock { state in
            state.server = server
            return state.isDraining
        }
        if isDraining { server.requestDrain() }
    }

    func receive(_ signal: Signal) {
        switch signal {
        case .terminate, .interrupt:
            let server = state.withLock { state in
                state.isDraining = true
                return state.server
            }
            server?.requestDrain()
        case .user1: log.reopen()
        case .hangUp, .user2: break
        }
    }
}
