import FoundationEssentials
import Glibc

/// Data goes to standard output, talk to standard error.
enum Console {
    static func print(_ line: String) {
        write("\(line)\n", to: STDOUT_FILENO)
    }

    static func say(_ line: String, ending: String = "\n") {
        write("\(line)\(ending)", to: STDERR_FILENO)
    }

    /// Everything on standard input, at most `limit` bytes.
    static func readAll(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Calls `body` with each line of standard input, without its line feed.
    static func forEachLine(_ body: ([UInt8]) -> Void) {
        while let line = readLine(strippingNewline: true) { body(Array(line.utf8)) }
    }

    static func contents(of path: String) throws(CommandError) -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
        else { throw .failed("\(path) cannot be read as text") }
        return text
    }

    private static func write(_ text: String, to descriptor: CInt) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
