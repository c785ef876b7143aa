import HTTPCore
import Testing

@testable import FastCGI

@Suite(.serialized) struct DrainTests {
    private let held = [("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/held")]

    @Test func `an idle server ends at once`() throws {
        let server = try TestServer()
        #expect(try server.isAlive())
        let start = ContinuousClock.now
        #expect(server.stop() == nil)
        #expect(ContinuousClock.now - start < .milliseconds(500))
    }

    @Test func `a drain asked for before the start ends it too`() throws {
        let server = try TestServer()
        server.server.requestDrain()
        server.server.requestDrain()
        #expect(server.stop() == nil)
    }

    @Test func `running, queued, waiting and unfinished requests are answered`() throws {
        let server = try TestServer { $0.threads = 4 }
        // four run, the rest wait in the backlog or in the queue, two are not whole yet
        let peers = try (0..<44).map { _ in
            let peer = try server.peer()
            peer.send(Records.request(held))
            return peer
        }
        #expect(eventually { server.handler.held.load(ordering: .relaxed) == 4 })
        let unfinished = try (0..<2).map { _ in
            let peer = try server.peer()
            peer.send(Array(Records.request(body: [4]).prefix(30)))
            return peer
        }
        server.server.requestDrain()
        Pause.milliseconds(50)
        for peer in unfinished { peer.send(Array(Records.request(body: [4]).dropFirst(30))) }
        server.handler.release()
        for peer in peers {
            #expect(peer.receiveAll().flatMap { Records.output(of: $0) }?.hasSuffix("released") == true)
        }
        for peer in unfinished {
            #expect(peer.receiveAll().flatMap { Records.output(of: $0) }?.hasSuffix("1 4") == true)
        }
        #expect(server.stop() == nil)
        #expect(server.server.statistics.answered == 46)
    }

    @Test func `an unfinished connection holds a drain up no longer than its deadline`() throws {
        let server = try TestServer { $0.gateDeadline = .milliseconds(300) }
        let peer = try server.peer()
        peer.send([1])
        #expect(eventually { server.server.statistics.pending == 1 })
        let start = ContinuousClock.now
        #expect(server.stop() == nil)
        #expect(ContinuousClock.now - start < .milliseconds(800))
        #expect(peer.isClosed)
    }

    @Test func `under load no request is lost`() throws {
        for round in 0..<5 {
            let server = try TestServer { $0.threads = 4 }
            let peers = try (0..<300).map { _ in
                let peer = try server.peer()
                peer.send(Records.request(body: [2]))
                return peer
            }
            if round > 0 { Pause.milliseconds(Int32(round)) }
            server.server.requestDrain()
            let answers = peers.map { $0.receiveAll().flatMap { Records.output(of: $0) } }
            #expect(answers.count(where: { $0?.hasSuffix("1 2") == true }) == 300)
            #expect(server.stop() == nil)
        }
    }

    @Test func `a full queue is answered 503 at once`() throws {
        let server = try TestServer {
            $0.threads = 2
            $0.queueLimit = 5
        }
        let peers = try (0..<7).map { _ in
            let peer = try server.peer()
            peer.send(Records.request(held))
            return peer
        }
        #expect(eventually { server.handler.held.load(ordering: .relaxed) == 2 })
        #expect(eventually { server.server.statistics.queueLength == 5 })
        #expect(server.server.statistics.busyWorkers == 2)
        let start = ContinuousClock.now
        for size in [0, 300, 400_000] {
            let answer = try server.answer(Records.request(body: [UInt8](repeating: 1, count: size)))
            #expect(answer?.hasPrefix("Status: 503 Service Unavailable\r\n") == true)
            #expect(answer?.contains("\r\nRetry-After: 2\r\n") == true)
        }
        #expect(ContinuousClock.now - start < .milliseconds(300))
        #expect(server.server.statistics.overloads == 3)
        server.handler.release()
        for peer in peers {
            #expect(peer.receiveAll().flatMap { Records.output(of: $0) }?.hasSuffix("released") == true)
        }
        #expect(try server.isAlive())
        server.stop()
    }

    @Test func `large requests may not fill the memory while they wait`() throws {
        let server = try TestServer {
            $0.threads = 1
            $0.queueBytesLimit = 700_000
        }
        let holder = try server.peer()
        holder.send(Records.request(held))
        #expect(eventually { server.handler.held.load(ordering: .relaxed) == 1 })
        let large = Records.request(body: [UInt8](repeating: 1, count: 400_000))
        let waiting = try server.peer()
        waiting.send(large)
        #expect(eventually { server.server.statistics.queueLength == 1 })
        #expect(try server.answer(large)?.hasPrefix("Status: 503 ") == true)
        server.handler.release()
        #expect(waiting.receiveAll().flatMap { Records.output(of: $0) }?.hasSuffix("400000 400000") == true)
        #expect(try server.answer(large)?.hasPrefix("Status: 200 ") == true)
        server.stop()
    }

    @Test func `queued requests are taken up by workers that sleep`() throws {
        let server = try TestServer { $0.threads = 2 }
        for _ in 0..<50 {
            // in two pieces, so that each goes through the waiter and the queue while the workers are idle
            let peers = try (0..<4).map { _ in
                let peer = try server.peer()
                peer.send([1])
                return peer
            }
            for peer in peers { peer.send(Array(Records.request(body: [3]).dropFirst())) }
            for peer in peers {
                #expect(peer.receiveAll().flatMap { Records.output(of: $0) }?.hasSuffix("1 3") == true)
            }
        }
        server.stop()
    }
}
