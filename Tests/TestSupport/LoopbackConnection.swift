/// One connection of a ``LoopbackHTTPServer``: reads requests, performs replies.
struct LoopbackConnection {
    let socket: LoopbackSocket
    let number: Int

    /// Serves requests until either side ends the connection.
    func serve(_ answer: (LoopbackHTTPServer.Request) -> LoopbackHTTPServer.Reply) {
        var input: [UInt8] = []
        while true {
            switch nextRequest(&input) {
            case .end: return
            case .malformed:
                _ = send(status: 400, headers: [("Connection", "close")], length: 0)
                return
            case .request(let request):
                guard perform(answer(request)) else { return }
                if request["Connection"]?.lowercased() == "close" { return }
            }
        }
    }

    private enum Input {
        case request(LoopbackHTTPServer.Request)
        case malformed
        case end
    }

    private func nextRequest(_ input: inout [UInt8]) -> Input {
        var searched = 0
        while true {
            if let end = headEnd(in: input, from: searched) { return request(headEnd: end, &input) }
            searched = max(0, input.count - 3)
            guard input.count < 1 << 17 else { return .malformed }
            guard socket.read(into: &input) else { return .end }
        }
    }

    /// The index just after the empty line.
    private func headEnd(in input: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 3 < input.count {
            if input[index] == 13, input[index + 1] == 10, input[index + 2] == 13, input[index + 3] == 10 {
                return index + 4
            }
            index += 1
        }
        return nil
    }

    private func request(headEnd: Int, _ input: inout [UInt8]) -> Input {
        let lines = String(decoding: input[..<(headEnd - 4)], as: UTF8.self).split(
            separator: "\r\n",
            omittingEmptySubsequences: false
        )
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { return .malformed }
        var headers: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return .malformed }
            let value = line[line.index(after: colon)...]
            headers.append((String(line[..<colon]), trimmed(value)))
        }
        guard !headers.contains(where: { $0.name.lowercased() == "transfer-encoding" }) else { return .malformed }
        let lengths = headers.filter { $0.name.lowercased() == "content-length" }
        guard lengths.count <= 1 else { return .malformed }
        let declared = lengths.first.map { Int($0.value) } ?? 0
        guard let length = declared, length >= 0, length <= 1 << 26 else { return .malformed }
        while input.count < headEnd + length {
            guard socket.read(into: &input) else { return .end }
        }
        let body = Array(input[headEnd..<(headEnd + length)])
        input.removeFirst(headEnd + length)
        return .request(
            LoopbackHTTPServer.Request(
                method: String(words[0]),
                target: String(words[1]),
                headers: headers,
                body: body,
                connection: number
            )
        )
    }

    private func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    /// `true` when the connection can carry another request.
    private func perform(_ reply: LoopbackHTTPServer.Reply) -> Bool {
        switch reply {
        case .respond(let status, let headers, let body):
            return send(status: status, headers: headers, length: body.count, body: body[...]) && !closes(headers)
        case .respondSlowly(let status, let headers, let body, let chunk, let interval):
            guard send(status: status, headers: headers, length: body.count) else { return false }
            for start in stride(from: 0, to: body.count, by: max(chunk, 1)) {
                guard socket.pause(for: interval) else { return false }
                guard socket.write(body[start..<min(start + max(chunk, 1), body.count)]) else { return false }
            }
            return !closes(headers)
        case .respondRepeating(let piece, let count, let declaringLength):
            let length = declaringLength ? piece.count * count : nil
            guard send(status: 200, headers: [], length: length) else { return false }
            for _ in 0..<count {
                guard socket.write(piece[...]) else { return false }
            }
            return declaringLength
        case .closeWithoutReply:
            return false
        case .resetConnection:
            socket.reset()
            return false
        case .truncate(let status, let headers, let body, let sent):
            _ = send(status: status, headers: headers, length: body.count, body: body.prefix(sent))
            return false
        case .raw(let bytes):
            _ = socket.write(bytes[...])
            return false
        case .hang:
            while socket.pause(for: .seconds(60)) {}
            return false
        case .delayed(let duration, let then):
            return socket.pause(for: duration) && perform(then)
        }
    }

    private func closes(_ headers: [(String, String)]) -> Bool {
        headers.contains { $0.0.lowercased() == "connection" && $0.1.lowercased() == "close" }
    }

    private func send(
        status: Int,
        headers: [(String, String)],
        length: Int?,
        body: ArraySlice<UInt8> = []
    ) -> Bool {
        var head = "HTTP/1.1 \(status) \(status < 400 ? "OK" : "Refused")\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let length, status != 204, status != 304 { head += "Content-Length: \(length)\r\n" }
        return socket.write((Array((head + "\r\n").utf8) + body)[...])
    }
}
