import Synchronization
import Testing

@testable import CallLogResponder

@Suite struct LineGathererTests {
    /// What was written, write by write; can be made to stand still like a pipe that nobody reads.
    private final class Output: Sendable {
        let writes = Mutex<[[UInt8]]>([])
        let isStuck = Atomic(false)

        func write(_ bytes: [UInt8]) {
            while isStuck.load(ordering: .acquiring) {}
            writes.withLock { $0.append(bytes) }
        }

        var text: String { String(decoding: writes.withLock { $0.joined() }, as: UTF8.self) }
    }

    private static func line(_ index: Int) -> [UInt8] {
        Array((String(index) + String(repeating: "x", count: index % 300) + "\n").utf8)
    }

    @Test func `every line is written, in order, whole, and not alone`() throws {
        let output = Output()
        let gatherer = try #require(LineGatherer { output.write($0) })
        let lines = (0..<2000).map(Self.line)
        for line in lines { #expect(gatherer.add(line)) }
        gatherer.end()
        #expect(output.text == String(decoding: lines.joined(), as: UTF8.self))
        let writes = output.writes.withLock { $0 }
        #expect(writes.allSatisfy { $0.last == UInt8(ascii: "\n") && $0.count <= 4096 })
        #expect(writes.count < lines.count / 4)
        #expect(!gatherer.add([10]), "it has ended")
    }

    @Test func `what waits can be had at once`() throws {
        let output = Output()
        let gatherer = try #require(LineGatherer { output.write($0) })
        for index in 0..<10 { #expect(gatherer.add(Self.line(index))) }
        gatherer.flush()
        gatherer.end()
        #expect(output.text.split(separator: "\n").count == 10)
    }

    @Test func `an output that stands still fills no memory`() throws {
        let output = Output()
        output.isStuck.store(true, ordering: .releasing)
        let gatherer = try #require(LineGatherer { output.write($0) })
        let taken = (0..<10_000).filter { gatherer.add(Self.line($0)) }.count
        output.isStuck.store(false, ordering: .releasing)
        gatherer.end()
        #expect((4096..<4200).contains(taken), "\(taken)")
        #expect(output.text.split(separator: "\n").count == taken)
    }
}
