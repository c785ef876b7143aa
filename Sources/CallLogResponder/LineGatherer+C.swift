import Glibc
import HTTPCore

/// Writes lines from a thread of its own, as many together as have come within a few milliseconds.
///
/// A `write` for each line cost 3 of the 46 µs of a lookup. A process that is killed loses the lines of its last
/// milliseconds.
final class LineGatherer: Sendable {
    /// What a pipe takes in one piece, so that the lines of several processes stay whole (`PIPE_BUF`).
    private static let largestWrite = 4096
    private static let pauseInMicroseconds: UInt32 = 5000
    /// Lines that wait for a disk or a pipe that does not take them; who has more writes them himself, and waits.
    private static let largestBacklog = 4096

    private let lines: JobQueue<[UInt8]>
    private let write: @Sendable ([UInt8]) -> Void
    private let thread: SystemThread

    /// - Parameter write: Called on the thread, and in ``flush()``, with whole lines.
    /// - Returns: `nil` if the system has no more threads to give.
    init?(write: @escaping @Sendable ([UInt8]) -> Void) {
        let lines = JobQueue<[UInt8]>()
        let started = SystemThread.start(stackSizeInBytes: 256 << 10) {
            while let first = lines.next() {
                Self.writeAll(of: lines, after: first, write)
                usleep(Self.pauseInMicroseconds)
            }
        }
        guard let started else { return nil }
        self.lines = lines
        self.write = write
        thread = started
    }

    /// Takes a line with its line feed; `false` after ``end()``, and when too many wait.
    func add(_ line: [UInt8]) -> Bool {
        lines.push(line, limit: Self.largestBacklog)
    }

    /// Writes what waits, on the calling thread.
    func flush() {
        Self.writeAll(of: lines, after: [], write)
    }

    /// Writes what waits and takes no more; once.
    func end() {
        lines.close()
        thread.join()
    }

    private static func writeAll(
        of lines: JobQueue<[UInt8]>,
        after first: [UInt8],
        _ write: ([UInt8]) -> Void
    ) {
        var gathered = first
        while let line = lines.pop() {
            if gathered.count + line.count > largestWrite, !gathered.isEmpty {
                write(gathered)
                gathered.removeAll(keepingCapacity: true)
            }
            gathered += line
        }
        if !gathered.isEmpty { write(gathered) }
    }
}
