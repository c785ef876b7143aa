import Foundation
import Testing

/// Peers on the socket that never come to the point, with the deadlines and bounds of production.
@Suite(.serialized) struct HostilePeerTests {
    @Test func `silent and dripping peers are cut after five seconds, and nobody waits for them`() throws {
        Sockets.allowManyDescriptors()
        try Stack.with(environment: ["CALLLOG_THREADS": "4"], limits: "") { (stack) throws in
            let pids = stack.responders
            let start = Date()
            let socket = stack.socket
            let drip = inBackground { try Self.drip(into: socket) }
            let idle = try (0..<1000).map { number in
                let descriptor = try Sockets.connect(path: socket)
                if number % 2 == 0 { try Sockets.send([1], on: descriptor) }
                return descriptor
            }
            let begin = Date()
            let answers = try (0..<20).map { _ in
                let begin = Date()
                return (try stack.get("/isAlive").text, Date().timeIntervalSince(begin))
            }
            #expect(Date().timeIntervalSince(begin) < 1)
            let times = answers.map(\.1)
            #expect(answers.allSatisfy { $0.0 == "OK" })
            #expect(times.contains { $0 < 0.1 }, "\(times)")
            for descriptor in idle {
                #expect(Sockets.receiveAll(on: descriptor) == [])
                close(descriptor)
            }
            let waited = Date().timeIntervalSince(start)
            #expect((4.8...6.5).contains(waited), "\(waited)")
            let dripped = try drip()
            #expect((4.8...5.3).contains(dripped), "\(dripped)")
            #expect(pids.allSatisfy { !Stack.hasEnded($0) })
            #expect(try stack.rows().isEmpty)
        }
    }

    /// Sends a good request byte by byte; the seconds until it was cut.
    private static func drip(into socket: String) throws -> Double {
        let descriptor = try Sockets.connect(path: socket)
        defer { close(descriptor) }
        let start = Date()
        for byte in RawFastCGI.request(method: "GET", path: "/isAlive") {
            guard (try? Sockets.send([byte], on: descriptor)) != nil else { break }
            usleep(100_000)
        }
        return Date().timeIntervalSince(start)
    }

    @Test func `more than 1,100 open descriptors are no obstacle`() throws {
        Sockets.allowManyDescriptors()
        try Stack.with(processes: 0, limits: "") { (stack) throws in
            try stack.startResponders(1, ulimit: "-n 4096")
            try stack.waitUntilUp()
            let idle = try (0..<1150).map { _ in
                let descriptor = try Sockets.connect(path: stack.socket)
                try Sockets.send([1], on: descriptor)
                return descriptor
            }
            defer { idle.forEach { close($0) } }
            let pid = stack.responders[0]
            #expect(waitUntil(seconds: 3) { stack.descriptors(of: pid).count >= 1150 })
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
            #expect(stack.descriptors(of: pid).contains { $0 >= 1100 })
            #expect(!Stack.hasEnded(pid))
        }
    }

    @Test func `a process without free descriptors lives on, tells it once a second, and recovers by itself`() throws {
        try Stack.with(processes: 0, environment: ["CALLLOG_THREADS": "2"], limits: "") { (stack) throws in
            try stack.startResponders(1, ulimit: "-n 48")
            try stack.waitUntilUp()
            let pid = stack.responders[0]
            let start = Date()
            var refused = 0
            var idle: [Int32] = []
            while Date().timeIntervalSince(start) < 3 {
                for _ in 0..<60 { idle.append(try Sockets.connect(path: stack.socket)) }
                let reply = try stack.get("/isAlive")
                #expect(reply.status == 200 || reply.status == 503, "\(reply.status) \(reply.text)")
                if reply.status != 200 { refused += 1 }
            }
            #expect(!Stack.hasEnded(pid))
            idle.forEach { close($0) }
            #expect(waitUntil { (try? stack.get("/isAlive").status) == 200 })
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
            let notices = stack.events("resources")
            let seconds = Int(Date().timeIntervalSince(start)) + 2
            #expect((1...seconds).contains(notices.count), "\(notices.count) lines in \(seconds) s, \(refused) refused")
        }
    }
}

extension Stack {
    /// The open descriptors of a process.
    fileprivate func descriptors(of pid: pid_t) -> [Int] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []).compactMap { Int($0) }
    }
}
