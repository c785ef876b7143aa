/// One client: its requests one after the other.
struct Connection {
    let socket: Socket
    let loop: EventLoop
    let limits: HTTPServer.Limits
    private var received: [UInt8] = []

    /// The client is gone, too slow, or the server stops.
    private struct Lost: Error {}

    init(_ socket: Socket, on loop: EventLoop, limits: HTTPServer.Limits) {
        self.socket = socket
        self.loop = loop
        self.limits = limits
    }

    mutating func serve(_ handler: @escaping HTTPServer.Handler) async {
        do {
            var keeps = true
            while keeps, let request = try await nextRequest() {
                // A task of its own, which no stop cancels: a request that has begun is answered.
                let response = await Task(executorPreference: loop) { await handler(request) }.value
                keeps = request.keepsConnection && !Task.isCancelled
                try await write(response.encoded(keepsConnection: keeps, omitsBody: request.method == "HEAD"))
            }
        } catch let refusal as Refusal {
            await end(with: refusal.response)
        } catch {
            // Lost: there is nobody to tell.
        }
    }

    /// `nil` at the end of the connection.
    private mutating func nextRequest() async throws -> Request? {
        let deadline = ContinuousClock.now + limits.requestTime
        let separator = Array("\r\n\r\n".utf8)
        var searched = 0
        var end = received.firstIndex(of: separator, from: searched)
        while end == nil {
            guard received.count <= limits.headInBytes else { throw Refusal.headTooLarge }
            searched = max(0, received.count - 3)
            guard try await readMore(until: deadline) else {
                if received.isEmpty { return nil }
                throw Lost()
            }
            end = received.firstIndex(of: separator, from: searched)
        }
        guard let end, end <= limits.headInBytes else { throw Refusal.headTooLarge }
        let text = String(decoding: received[..<end], as: UTF8.self)
        let head = try RequestHead(text, bodyLimitInBytes: limits.bodyInBytes)
        received.removeFirst(end + separator.count)
        if head.expectsContinue, received.count < head.bodyLengthInBytes {
            try await write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        while received.count < head.bodyLengthInBytes {
            guard try await readMore(until: deadline) else { throw Lost() }
        }
        let body = Array(received[..<head.bodyLengthInBytes])
        received.removeFirst(body.count)
        return Request(
            method: head.method,
            target: head.target,
            headers: head.headers,
            body: body,
            keepsConnection: head.keepsConnection
        )
    }

    /// Appends what comes next; `false` at the end.
    private mutating func readMore(until deadline: ContinuousClock.Instant) async throws -> Bool {
        while true {
            switch socket.read() {
            case .done(let bytes):
                received += bytes
                return true
            case .ended: return false
            case .wouldBlock:
                guard !Task.isCancelled, ContinuousClock.now < deadline else { throw Lost() }
                await loop.wait(for: socket, .reading, until: deadline)
            }
        }
    }

    private func write(_ bytes: [UInt8]) async throws {
        let deadline = ContinuousClock.now + limits.requestTime
        var rest = bytes[...]
        while !rest.isEmpty {
            switch socket.write(rest) {
            case .done(let count): rest.removeFirst(count)
            case .ended: throw Lost()
            case .wouldBlock:
                guard !Task.isCancelled, ContinuousClock.now < deadline else { throw Lost() }
                await loop.wait(for: socket, .writing, until: deadline)
            }
        }
    }

    /// The last answer: what the client still sends is read for a moment, so that no reset takes the answer from it.
    private mutating func end(with response: Response) async {
        do {
            try await write(response.encoded(keepsConnection: false, omitsBody: false))
            socket.finishWriting()
            let deadline = ContinuousClock.now + .seconds(1)
            while try await readMore(until: deadline) { received = [] }
        } catch {
            // Lost: there is nobody to tell.
        }
    }
}

extension [UInt8] {
    /// Where `pattern` begins first, at `start` or later.
    fileprivate func firstIndex(of pattern: [UInt8], from start: Int) -> Int? {
        guard count >= start + pattern.count else { return nil }
        return (start...(count - pattern.count)).first { self[$0...].starts(with: pattern) }
    }
}
