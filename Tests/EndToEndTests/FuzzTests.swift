import Foundation
import Testing

/// Thousands of almost-requests on the socket; `CALLLOG_FUZZ_CASES` sets how many (`make torture`: 100,000).
@Suite(.serialized) struct FuzzTests {
    private static let total = Int(ProcessInfo.processInfo.environment["CALLLOG_FUZZ_CASES"] ?? "") ?? 3000

    @Test(arguments: [UInt64(1), 2, 3])
    func `no bytes kill a process, hold a thread or cost memory`(seed: UInt64) throws {
        try Stack.with(environment: ["CALLLOG_THREADS": "4", "CALLLOG_LOG_LEVEL": "error"]) { (stack) throws in
            let pids = stack.responders
            try Self.run(cases: 0..<200, seed: seed, on: stack)
            let before = try Self.residentBytes(of: pids[0])
            let descriptors = try Self.descriptors(of: pids[0])
            try Self.run(cases: 200..<max(201, Self.total / 3), seed: seed, on: stack)
            #expect(pids.allSatisfy { !Stack.hasEnded($0) }, "the process is still the same")
            #expect(try Self.residentBytes(of: pids[0]) - before < 10 << 20)
            #expect(waitUntil { ((try? Self.descriptors(of: pids[0])) ?? .max) <= descriptors + 4 })
            let start = Date()
            #expect(try stack.get("/isAlive").text == "OK")
            #expect(Date().timeIntervalSince(start) < 0.5, "no thread is held")
            #expect(try stack.rows().isEmpty, "no case had an effect")
        }
    }

    private static func run(cases: Range<Int>, seed: UInt64, on stack: Stack) throws {
        let socket = stack.socket
        let lanes = 8
        let outcome = inParallel(lanes) { lane in
            for number in cases where number % lanes == lane {
                var fuzz = FuzzCase(seed: seed << 32 | UInt64(number))
                let descriptor = try Sockets.connect(path: socket)
                defer { close(descriptor) }
                // A server that has seen enough closes while we still send; that is right.
                try? Sockets.send(fuzz.bytes(), on: descriptor)
                shutdown(descriptor, Int32(SHUT_WR))
                let output = RawFastCGI.output(of: Sockets.receiveAll(on: descriptor))
                guard output.isEmpty || output.hasPrefix("Status: ") else { throw Unexpected(number: number) }
            }
        }
        try #require(outcome.errors == [], "seed \(seed)")
    }

    private struct Unexpected: Error {
        let number: Int
    }

    private static func residentBytes(of pid: pid_t) throws -> Int {
        let fields = try String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(fields[1])) * sysconf(Int32(_SC_PAGESIZE))
    }

    private static func descriptors(of pid: pid_t) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }
}
