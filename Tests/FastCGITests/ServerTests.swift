import HTTPCore
import Synchronization
import Testing

@testable import FastCGI

/// A real server behind a raw peer: what comes through, what does not, and that it lives on.
@Suite(.serialized) struct ServerTests {
    @Test func `a request is answered and the connection closed`() throws {
        let server = try TestServer()
        let answer = try server.answer(Records.request(body: [1, 2, 3]))
        #expect(answer?.hasPrefix("Status: 200 OK\r\n") == true)
        #expect(answer?.contains("\r\nX-Request-Id: ") == true)
        #expect(answer?.hasSuffix("\r\n\r\n3 6") == true)
        #expect(server.stop() == nil)
    }

    @Test(arguments: [0, 1, 8191, 8192, 8193, 65_535, 65_536, 150_000, 200_000, 900_000])
    func `bodies of any size arrive`(size: Int) throws {
        let server = try TestServer()
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let sum = body.reduce(0) { ($0 + Int($1)) % 1_000_003 }
        let other = try server.exchange(Records.request(body: body, id: 259))
        #expect(other.flatMap { Records.output(of: $0, id: 259) }?.hasSuffix("\r\n\r\n\(size) \(sum)") == true)
        #expect(try server.answer(Records.request(body: body))?.hasSuffix("\r\n\r\n\(size) \(sum)") == true)
        server.stop()
    }

    @Test func `a request in single bytes is served by the waiter`() throws {
        let server = try TestServer()
        let peer = try server.peer()
        for byte in Records.request(body: [5, 6]) { peer.send([byte]) }
        #expect(peer.receiveAll().flatMap { Records.output(of: $0) }?.hasSuffix("\r\n\r\n2 11") == true)
        server.stop()
    }

    @Test func `a body over the limit is 413, whichever way it came`() throws {
        let server = try TestServer { $0.bodyLimitInBytes = 100_000 }
        for size in [100_001, 150_000, 1_500_000] {
            let body = [UInt8](repeating: 1, count: size)
            let answer = try server.answer(Records.request(body: body))
            #expect(answer?.hasPrefix("Status: 413 Content Too Large\r\n") == true, "\(size)")
            #expect(answer?.hasSuffix("\r\n\r\nThe request is larger than this server accepts.") == true)
        }
        #expect(try server.answer(Records.request(declared: "9999999999"))?.hasPrefix("Status: 413 ") == true)
        let allowed = [UInt8](repeating: 1, count: 100_000)
        #expect(try server.answer(Records.request(body: allowed))?.hasPrefix("Status: 200 ") == true)
        #expect(server.handler.calls.load(ordering: .relaxed) == 1)
        server.stop()
    }

    @Test(arguments: ["3", "7", "-6", "+6", "6 ", "0x6", "1e3", "18446744073709551616", ""])
    func `a lying length is 400 and has no effect`(declared: String) throws {
        let server = try TestServer()
        for size in [6, 150_006] {
            let body = [UInt8](repeating: 9, count: size)
            let answer = try server.answer(Records.request(body: body, declared: declared))
            #expect(answer?.hasPrefix("Status: 400 Bad Request\r\n") == true)
        }
        #expect(server.handler.calls.load(ordering: .relaxed) == 0)
        #expect(try server.isAlive())
        server.stop()
    }

    @Test(arguments: [1, 9, 40, 100])
    func `a request that is cut has no effect`(missing: Int) throws {
        let server = try TestServer()
        for body in [[UInt8](repeating: 9, count: 60), [UInt8](repeating: 9, count: 300_000)] {
            let peer = try server.peer()
            peer.send(Array(Records.request(body: body).dropLast(missing)))
            peer.finishSending()
            #expect(peer.receiveAll() == [])
        }
        #expect(server.handler.calls.load(ordering: .relaxed) == 0)
        #expect(try server.isAlive())
        server.stop()
    }

    @Test(arguments: RecordGrammarTests.wrong)
    func `a wrong record closes the connection and nothing else`(
        refusal: RecordGrammar.Refusal,
        bytes: [UInt8]
    ) throws {
        let server = try TestServer()
        #expect(try server.exchange(bytes) == [])
        let slow = try server.peer()
        slow.send(Array(bytes.prefix(3)))
        slow.send(Array(bytes.dropFirst(3)))
        #expect(slow.receiveAll() == [])
        #expect(try server.isAlive())
        #expect(server.handler.calls.load(ordering: .relaxed) == 1)
        server.stop()
    }

    @Test func `random bytes, silence and an early end are closed in time`() throws {
        let server = try TestServer { $0.gateDeadline = .milliseconds(300) }
        var random = SeededRandom(seed: 1)
        #expect(try server.exchange((0..<4096).map { _ in .random(in: 0...255, using: &random) }) == [])
        let early = try server.peer()
        early.finishSending()
        #expect(early.receiveAll() == [])
        let start = ContinuousClock.now
        let silent = try server.peer()
        let oneByte = try server.peer()
        oneByte.send([1])
        #expect(try server.isAlive())
        #expect(ContinuousClock.now - start < .milliseconds(250))
        #expect(silent.receiveAll() == [])
        #expect(oneByte.receiveAll() == [])
        #expect((.milliseconds(290)...(.milliseconds(500))).contains(ContinuousClock.now - start))
        server.stop()
    }

    @Test func `a peer that drips is cut at the deadline`() throws {
        let server = try TestServer { $0.gateDeadline = .milliseconds(300) }
        let start = ContinuousClock.now
        let peer = try server.peer()
        for byte in Records.request(body: [1]) where !peer.isClosed {
            peer.send([byte])
            Pause.milliseconds(20)
        }
        #expect(peer.receiveAll() == [])
        #expect((.milliseconds(290)...(.milliseconds(500))).contains(ContinuousClock.now - start))
        server.stop()
    }

    @Test func `a peer that never reads frees its worker at the deadline`() throws {
        let server = try TestServer {
            $0.threads = 1
            $0.writeDeadline = .milliseconds(300)
        }
        let start = ContinuousClock.now
        let peer = try server.peer()
        peer.send(Records.request([("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/long")]))
        #expect(eventually { server.server.statistics.busyWorkers == 1 })
        #expect(try server.isAlive())
        #expect((.milliseconds(290)...(.milliseconds(600))).contains(ContinuousClock.now - start))
        server.stop()
        #expect(server.finished.withLock { $0.map(\.wasDelivered) } == [false, true])
    }

    @Test func `a long answer arrives whole`() throws {
        let server = try TestServer()
        let answer = try server.answer(Records.request([("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/long")]))
        #expect(answer?.hasSuffix("x") == true)
        #expect((answer?.utf8.count ?? 0) > 4 << 20)
        server.stop()
    }

    @Test func `1,000 idle connections do not delay anybody`() throws {
        Scratch.allowManyDescriptors()
        let server = try TestServer { $0.gateDeadline = .seconds(2) }
        let start = ContinuousClock.now
        var idle: [RawPeer] = []
        for number in 0..<1000 {
            let peer = try server.peer()
            if number % 2 == 0 { peer.send([1]) }
            idle.append(peer)
        }
        let begin = ContinuousClock.now
        for _ in 0..<20 { #expect(try server.isAlive()) }
        #expect(ContinuousClock.now - begin < .seconds(1))
        for peer in idle { #expect(peer.receiveAll() == []) }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(server.server.statistics.rejected == 1000)
        server.stop()
    }

    @Test func `beyond the cap the oldest unfinished connection is dropped`() throws {
        let server = try TestServer {
            $0.pendingLimit = 3
            $0.gateDeadline = .seconds(1)
        }
        let peers = try (0..<5).map { number in
            let peer = try server.peer()
            peer.send([1])
            #expect(eventually { server.server.statistics.accepted == number + 1 })
            #expect(eventually { server.server.statistics.pending == min(3, number + 1) })
            return peer
        }
        #expect(eventually { server.server.statistics.rejected == 2 })
        #expect(peers.map(\.isClosed) == [true, true, false, false, false])
        server.stop()
    }

    @Test func `a handler that hops between threads is answered`() throws {
        let server = try TestServer()
        let answer = try server.answer(Records.request([("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/elsewhere")]))
        #expect(answer?.hasSuffix("\r\n\r\n42") == true)
        server.stop()
    }

    @Test func `the keep flag is ignored`() throws {
        let server = try TestServer()
        let request =
            Records.begin(flags: 1) + Records.stream(4, Records.basic.flatMap { Records.pair($0.0, $0.1) })
            + Records.stream(5, [])
        #expect(try server.answer(request)?.hasSuffix("\r\n\r\n0 0") == true)
        server.stop()
    }

    @Test func `20,000 broken requests kill nothing`() throws {
        let server = try TestServer { $0.gateDeadline = .seconds(1) }
        var random = SeededRandom(seed: 2)
        for round in 0..<20_000 {
            let peer = try server.peer()
            peer.send(Mutations.request(using: &random))
            peer.finishSending()
            if round % 2000 == 0 { #expect(try server.isAlive()) }
        }
        #expect(try server.isAlive())
        #expect(server.stop() == nil)
    }
}

/// Whether something becomes true within a few seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<3000 {
        if condition() { return true }
        Pause.milliseconds(2)
    }
    return condition()
}
