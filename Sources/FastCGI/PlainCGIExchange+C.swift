import Glibc

/// The one request of a CGI process, from standard input to standard output.
struct PlainCGIExchange: FastCGIExchange {
    private let environment: CGIVariables
    private let bodyLimit: Int
    private let input: Int32
    private let output: Int32
    private var isDone = false

    init(environment: CGIVariables, bodyLimit: Int, input: Int32 = 0, output: Int32 = 1) {
        self.environment = environment
        self.bodyLimit = bodyLimit
        self.input = input
        self.output = output
    }

    mutating func next() throws(FastCGIError) -> ReceivedRequest? {
        guard !isDone else { return nil }
        isDone = true
        return ReceivedRequest(variables: environment, body: body())
    }

    mutating func reply(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private func body() -> ReceivedRequest.Body {
        let declared = environment.declaredLength ?? 0
        guard declared <= bodyLimit else { return .tooLarge }
        var body: [UInt8] = []
        body.reserveCapacity(declared)
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while body.count < declared {
            let wanted = min(chunk.count, declared - body.count)
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(input, $0.baseAddress, wanted) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .lengthMismatch }
            body += chunk[..<count]
        }
        return .whole(body)
    }
}
