/// Checks the records of one FastCGI request as its bytes arrive, before libfcgi sees any of them.
///
/// libfcgi 2.4.2 ends the process on several malformed records and misreads others, so only this much passes: version
/// 1, one request id that is not 0, `BEGIN_REQUEST` for a responder, `PARAMS` up to an empty one, `STDIN` up to an
/// empty one, and nothing after it. Bytes may arrive cut anywhere.
struct RecordGrammar {
    enum Verdict: Equatable {
        case incomplete
        case whole
        case refused(Refusal)
    }

    /// Why a connection is closed without an answer.
    enum Refusal: String, Error, Sendable {
        case version, recordType, requestID, role, recordLength, padding, framingTooLong
        case parametersTooLong, tooManyParameters
        case nameTooLong, nameInvalid, valueInvalid, parameterCut, trailingBytes
        /// The peer closed before the request was whole.
        case cut
        case deadline
        /// Too many unfinished connections, or too much memory held by them.
        case crowded
    }

    private enum Phase { case begin, parameters, body, done }

    private(set) var requestID: UInt16 = 0
    private(set) var bodyLength = 0
    /// How many bytes the request had up to the end of its parameters; 0 before that.
    private(set) var lengthThroughParameters = 0

    private var phase = Phase.begin
    private var consumed = 0
    private var header: UInt64 = 0
    private var headerBytes = 0
    private var contentLeft = 0
    private var paddingLeft = 0
    private var beginBody: UInt64 = 0
    private var parametersLength = 0
    private var framingLength = 0
    private var parameters: ParameterGrammar

    private let limits: Limits

    /// Bounds on what a request may declare.
    struct Limits: Sendable {
        var parametersInBytes = 64 << 10
        var pairs = 200
        var nameInBytes = 256
        /// Headers and padding; a body in one-byte records with full padding would grow 264-fold.
        var framingInBytes = 1 << 20
    }

    init(limits: Limits = Limits()) {
        self.limits = limits
        parameters = ParameterGrammar(limits: limits)
    }

    /// Takes the next bytes of the connection.
    mutating func consume(_ bytes: Span<UInt8>) -> Verdict {
        do throws(Refusal) {
            try advance(over: bytes)
            consumed += bytes.count
            return phase == .done ? .whole : .incomplete
        } catch {
            return .refused(error)
        }
    }

    private mutating func advance(over bytes: Span<UInt8>) throws(Refusal) {
        var index = 0
        while index < bytes.count {
            if contentLeft > 0 {
                let count = min(contentLeft, bytes.count - index)
                try take(bytes.extracting(index..<(index + count)))
                contentLeft -= count
                index += count
                if contentLeft == 0, phase == .begin { try finishBegin() }
            } else if paddingLeft > 0 {
                let count = min(paddingLeft, bytes.count - index)
                paddingLeft -= count
                index += count
            } else {
                guard phase != .done else { throw .trailingBytes }
                header = header << 8 | UInt64(bytes[index])
                headerBytes += 1
                index += 1
                if headerBytes == 8 {
                    headerBytes = 0
                    try openRecord(endingAt: consumed + index)
                }
            }
        }
    }

    /// Reads a complete header: version, type, id (2), content length (2), padding length, reserved.
    private mutating func openRecord(endingAt offset: Int) throws(Refusal) {
        let type = UInt8(truncatingIfNeeded: header >> 48)
        let id = UInt16(truncatingIfNeeded: header >> 32)
        contentLeft = Int(UInt16(truncatingIfNeeded: header >> 16))
        paddingLeft = Int(UInt8(truncatingIfNeeded: header >> 8))
        guard header >> 56 == 1 else { throw .version }
        framingLength += 8 + paddingLeft
        guard framingLength <= limits.framingInBytes else { throw .framingTooLong }

        switch phase {
        case .begin:
            guard type == 1 else { throw .recordType }
            guard id != 0 else { throw .requestID }
            guard contentLeft == 8 else { throw .recordLength }
            // libfcgi forgets the padding of this record and takes it for the next headers, unchecked by us.
            guard paddingLeft == 0 else { throw .padding }
            requestID = id
            return
        case .parameters: guard type == 4 else { throw .recordType }
        case .body: guard type == 5 else { throw .recordType }
        case .done: throw .trailingBytes
        }
        guard id == requestID else { throw .requestID }
        // libfcgi does not skip the padding of an empty record and takes it for the next header.
        guard contentLeft > 0 || paddingLeft == 0 else { throw .padding }

        if phase == .body {
            bodyLength += contentLeft
            if contentLeft == 0 { phase = .done }
        } else if contentLeft == 0 {
            try parameters.finish()
            lengthThroughParameters = offset
            phase = .body
        } else {
            parametersLength += contentLeft
            guard parametersLength <= limits.parametersInBytes else { throw .parametersTooLong }
        }
    }

    private mutating func take(_ content: Span<UInt8>) throws(Refusal) {
        switch phase {
        case .begin:
            for index in 0..<content.count { beginBody = beginBody << 8 | UInt64(content[index]) }
        case .parameters:
            try parameters.consume(content)
        case .body, .done:
            break
        }
    }

    /// Reads the body of `BEGIN_REQUEST`: role (2), flags, reserved. The keep flag is ignored; we always close.
    private mutating func finishBegin() throws(Refusal) {
        guard beginBody >> 48 == 1 else { throw .role }
        phase = .parameters
    }
}
