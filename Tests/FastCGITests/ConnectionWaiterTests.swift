import HTTPCore
import Testing

@testable import FastCGI

@Suite struct ConnectionWaiterTests {
    @Test func `out of descriptors, the oldest quarter of the unfinished connections makes room`() throws {
        let directory = Scratch.directory()
        let socket = try ListenSocket.open("unix:\(directory)/s")
        var settings = FastCGIServer.Configuration()
        settings.gateDeadline = .milliseconds(400)
        let intake = try Intake(listener: socket, settings: settings, report: { _ in })
        let thread = try #require(
            SystemThread.start {
                do throws(FastCGIError) { try ConnectionWaiter(intake: intake).run() } catch { intake.closeQueue() }
            }
        )
        let peers = try (0..<8).map { number in
            let peer = try RawPeer(path: "\(directory)/s")
            guard case .connection(let connection) = socket.accept() else { throw PeerError(call: "accept", code: 0) }
            intake.waiterInbox.put(connection)
            #expect(eventually { intake.counters.pending.load(ordering: .relaxed) == number + 1 })
            return peer
        }
        intake.askForRoom()
        #expect(eventually { intake.counters.pending.load(ordering: .relaxed) == 6 })
        #expect(peers.map(\.isClosed) == [true, true] + [Bool](repeating: false, count: 6))
        intake.beginDrain()
        thread.join()
        #expect(peers.allSatisfy { $0.isClosed })
        socket.close()
        Scratch.remove(directory)
    }
}
