import HTTPCore
import Testing

@Suite struct FIFOTests {
    private final class Thing {}

    @Test func `first in is first out, however adding and taking alternate`() {
        var fifo = FIFO<Int>()
        var (next, expected) = (0, 0)
        for step in 0..<2000 {
            for _ in 0..<(step * 7919 % 5) {
                fifo.append(next)
                next += 1
            }
            for _ in 0..<(step * 104_729 % 4) {
                guard let value = fifo.popFirst() else { break }
                #expect(value == expected)
                expected += 1
            }
            #expect(fifo.count == next - expected)
        }
        while let value = fifo.popFirst() {
            #expect(value == expected)
            expected += 1
        }
        #expect(expected == next && fifo.isEmpty)
    }

    @Test func `what was taken is not kept`() {
        var fifo = FIFO<Thing>()
        fifo.append(Thing())
        weak var first: Thing?
        do {
            let thing = Thing()
            first = thing
            fifo.append(thing)
        }
        fifo.append(Thing())
        _ = fifo.popFirst()
        #expect(first != nil)
        _ = fifo.popFirst()
        #expect(first == nil)
    }
}
