import CLibFCGI
import Glibc
import HTTPCore

/// One worker's seat at libfcgi: read a request from a descriptor, reply, reuse.
///
/// libfcgi frees the environment and both streams when a request ends, so this type copies what it reads and lets no
/// pointer out. It is noncopyable because an `FCGX_Request` belongs to one thread.
@safe struct FastCGISeat: ~Copyable {
    private let request: UnsafeMutablePointer<FCGX_Request>
    private let bodyLimit: Int

    /// - Parameter bodyLimit: Most body bytes to read; a longer declared body is refused unread.
    init(bodyLimit: Int) throws(FastCGIError) {
        let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
        unsafe request.initialize(to: FCGX_Request())
        guard unsafe calllog_fcgx_init(request) == 0 else {
            unsafe request.deallocate()
            throw .libraryFailed
        }
        unsafe self.request = request
        self.bodyLimit = bodyLimit
    }

    deinit {
        unsafe FCGX_Free(request, 0)
        unsafe request.deallocate()
    }

    /// Initialises libfcgi; once, before any worker thread starts.
    ///
    /// libfcgi takes over SIGPIPE, SIGTERM and SIGUSR1; they are given back, because its handlers would hide them from
    /// the program and SIGPIPE has to stay ignored.
    static func prepareLibrary() throws(FastCGIError) {
        // It would wait up to two seconds for a peer's end of file when it closes a connection after an error.
        unsafe setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 0)
        let signals = [SIGTERM, SIGUSR1]
        var previous: [sigaction] = []
        for signal in signals {
            var action = sigaction()
            guard unsafe sigaction(signal, nil, &action) == 0 else { throw .lastError(of: "sigaction") }
            previous.append(action)
        }
        guard FCGX_Init() == 0 else { throw .libraryFailed }
        for index in signals.indices {
            var action = previous[index]
            guard unsafe sigaction(signals[index], &action, nil) == 0 else { throw .lastError(of: "sigaction") }
        }
        var ignore = sigaction()
        unsafe ignore.__sigaction_handler.sa_handler = SIG_IGN
        guard unsafe sigaction(SIGPIPE, &ignore, nil) == 0 else { throw .lastError(of: "sigaction") }
    }

    /// Reads a whole request that passed the gate.
    ///
    /// - Parameter source: The connection itself, or the memory file that holds its request.
    /// - Returns: `nil` if libfcgi still found fault with it; the connection is closed then.
    func read(from source: Connection) -> ReceivedRequest? {
        withExtendedLifetime(source) {
            unsafe calllog_fcgx_attach(request, source.descriptor)
            guard unsafe FCGX_Accept_r(request) == 0 else {
                source.relinquish()
                return nil
            }
            // A cut PARAMS stream is a success to FCGX_Accept_r.
            guard unsafe FCGX_GetError(request.pointee.in) == 0 else {
                _ = finish()
                return nil
            }
            let variables = unsafe CGIVariables(copying: request.pointee.envp)
            return ReceivedRequest(variables: variables, body: body(declared: variables.declaredLength))
        }
    }

    /// Sends the reply and ends the request; the caller closes the connection.
    ///
    /// - Returns: Whether libfcgi could write all of it.
    func reply(_ bytes: [UInt8], to connection: Connection) -> Bool {
        // libfcgi knows the connection by its number only; it must not be closed under it.
        withExtendedLifetime(connection) {
            unsafe calllog_fcgx_reply_to(request, connection.descriptor)
            let sent = unsafe bytes.withUnsafeBytes { buffer in
                unsafe FCGX_PutStr(buffer.baseAddress, CInt(clamping: buffer.count), request.pointee.out)
            }
            return finish() && Int(sent) == bytes.count
        }
    }

    private func finish() -> Bool {
        unsafe calllog_fcgx_finish(request) == 0
    }

    /// The body, if it is as long as declared.
    ///
    /// Everything sent is read in any case: closing a Unix socket with unread bytes resets the reply.
    private func body(declared: Int?) -> ReceivedRequest.Body {
        let declared = declared ?? 0
        let wanted = declared > bodyLimit ? 0 : declared
        var hasMore = false
        let body = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            guard wanted > 0,
                let start = unsafe UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
            else { return }
            count = unsafe max(0, Int(FCGX_GetStr(start, CInt(clamping: wanted), request.pointee.in)))
        }
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            while true {
                let count = unsafe FCGX_GetStr(buffer.baseAddress, 4096, request.pointee.in)
                guard count > 0 else { break }
                hasMore = true
            }
        }
        if declared > bodyLimit { return .tooLarge }
        guard unsafe FCGX_GetError(request.pointee.in) == 0, !hasMore, body.count == declared else {
            return .lengthMismatch
        }
        return .whole(body)
    }
}
