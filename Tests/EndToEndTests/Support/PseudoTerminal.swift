import Foundation
import Testing

/// A terminal with a person at it, for a program that asks.
final class PseudoTerminal {
    private let keyboard: Int32
    private let pid: pid_t
    private(set) var shown = ""

    /// Starts a program whose three standard descriptors are the terminal.
    init(_ words: [String], environment: [String: String], directory: String) throws {
        keyboard = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (isLocked, number): (CInt, CInt) = (0, -1)
        // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)): unlockpt and ptsname are not among what Swift sees of glibc.
        try #require(unsafe ioctl(keyboard, 0x4004_5431, &isLocked) == 0 && ioctl(keyboard, 0x8004_5430, &number) == 0)
        let terminal = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        defer { close(terminal) }
        pid = try Program.start(
            words,
            environment: environment,
            directory: directory,
            descriptors: [0: terminal, 1: terminal, 2: terminal]
        )
        _ = fcntl(keyboard, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(keyboard)
    }

    /// Waits until the program has shown `text`, then types a line.
    func answer(_ text: String, with line: String) throws {
        try type("\(line)\n", after: text)
    }

    /// Waits until the program has shown `text`, then presses keys.
    func type(_ keys: String, after text: String) throws {
        let start = shown.count
        let isAsked = waitUntil {
            read()
            return shown.dropFirst(start).contains(text)
        }
        try #require(isAsked, "\(text) was never asked: \(shown)")
        try Sockets.write(Array(keys.utf8), to: keyboard)
    }

    /// Whether the terminal shows what is typed.
    var echoes: Bool {
        var state = termios()
        return unsafe tcgetattr(keyboard, &state) == 0 && state.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Waits for the end of the program; its status.
    func end() -> Int32? {
        var status: Int32?
        _ = waitUntil {
            read()
            status = Program.status(of: pid, seconds: 0.02)
            return status != nil
        }
        read()
        return status
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(keyboard, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            shown += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
