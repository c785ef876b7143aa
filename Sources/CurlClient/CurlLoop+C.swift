import CLibCurl
import HTTPCore

/// A libcurl multi handle: the connection pool and the wait for all of its transfers.
///
/// Belongs to one thread, but for `wake`.
@safe final class CurlMulti: @unchecked Sendable {
    private static let globalCode = curl_global_init(Int(clib_curl_global_default))

    private let handle: UnsafeMutableRawPointer
    private var added: [UnsafeMutableRawPointer: CurlEasy] = unsafe [:]

    /// Fails when this libcurl lacks an option or is out of memory.
    init(trying settings: TransferSettings) throws(CurlFailure) {
        guard Self.globalCode == CURLE_OK else { throw CurlFailure(detail: "curl_global_init") }
        try CurlEasy().apply(settings)
        guard let handle = unsafe curl_multi_init() else { throw CurlFailure(detail: "curl_multi_init") }
        unsafe self.handle = unsafe handle
        // Neither can fail with an option that libcurl knows.
        _ = unsafe clib_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, 64)
        _ = unsafe clib_curl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, settings.maxConnectionsPerHost)
    }

    func add(_ easy: CurlEasy) throws(CurlFailure) {
        let code = unsafe curl_multi_add_handle(handle, easy.handle)
        guard code == CURLM_OK else { throw CurlFailure(detail: "curl_multi_add_handle \(code.rawValue)") }
        unsafe added[easy.handle] = easy
    }

    /// Ends a transfer; its connection stays in the pool if the reply was complete.
    func remove(_ easy: CurlEasy) {
        _ = unsafe curl_multi_remove_handle(handle, easy.handle)  // fails only for a handle that was never added
        unsafe added[easy.handle] = nil
        easy.forget()
    }

    func perform() throws(CurlFailure) {
        var running: CInt = 0
        let code = unsafe curl_multi_perform(handle, &running)
        guard code == CURLM_OK else { throw CurlFailure(detail: "curl_multi_perform \(code.rawValue)") }
    }

    /// Blocks until a connection is ready, a time limit is due, `wake` is called or `limit` has passed.
    func wait(atMost limit: Duration) throws(CurlFailure) {
        let code = unsafe curl_multi_poll(handle, nil, 0, CInt(clamping: max(0, limit.wholeMilliseconds)), nil)
        guard code == CURLM_OK else { throw CurlFailure(detail: "curl_multi_poll \(code.rawValue)") }
    }

    func nextCompleted() -> (CurlEasy, Result<OutboundResponse, HTTPClientError>)? {
        var queued: CInt = 0
        while let message = unsafe curl_multi_info_read(handle, &queued) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe added[message.pointee.easy_handle]
            else {
                continue
            }
            let result = unsafe easy.result(message.pointee.data.result)
            remove(easy)
            return (easy, result)
        }
        return nil
    }

    /// From any thread while the handle is open (`curl_multi_wakeup`); remembered when nobody waits yet.
    func wake() {
        _ = unsafe curl_multi_wakeup(handle)  // fails only when its pipe is full, which wakes as well
    }

    /// Closes every connection; nothing may be called afterwards.
    func close() {
        _ = unsafe curl_multi_cleanup(handle)  // fails only for a handle that is none
    }
}

/// A libcurl easy handle: one request at a time, reused for the next.
@safe final class CurlEasy {
    fileprivate let handle: UnsafeMutableRawPointer
    private var lines: UnsafeMutablePointer<curl_slist>?
    fileprivate var progress: TransferProgress?

    init() throws(CurlFailure) {
        guard let handle = unsafe curl_easy_init() else { throw CurlFailure(detail: "curl_easy_init") }
        unsafe self.handle = unsafe handle
    }

    fileprivate static func at(_ data: UnsafeMutableRawPointer) -> CurlEasy {
        unsafe Unmanaged<CurlEasy>.fromOpaque(data).takeUnretainedValue()
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(lines)
    }

    /// HTTP version 2 is HTTP/1.1 to libcurl, SSL version 6 is TLS 1.2 or later. Ages count in seconds: a server that
    /// closes idle connections earlier loses a request to the race; most wait longer.
    private static let fixedNumbers: [(CURLoption, Int)] = [
        (CURLOPT_NOSIGNAL, 1), (CURLOPT_QUICK_EXIT, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_PATH_AS_IS, 1),
        (CURLOPT_HTTP_VERSION, 2), (CURLOPT_HTTP09_ALLOWED, 0), (CURLOPT_HTTP_CONTENT_DECODING, 0),
        (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1), (CURLOPT_NETRC, 0), (CURLOPT_SSLVERSION, 6),
        (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_PROXY_SSL_VERIFYPEER, 1),
        (CURLOPT_PROXY_SSL_VERIFYHOST, 2), (CURLOPT_MAXAGE_CONN, 15), (CURLOPT_MAXLIFETIME_CONN, 600),
    ]

    /// Drops the last request and reply, so that an idle handle holds no body and no secret.
    fileprivate func forget() {
        unsafe curl_easy_reset(handle)
        unsafe curl_slist_free_all(lines)
        unsafe lines = nil
        progress = nil
    }

    /// Sets what all requests share, on a handle that is new or was forgotten.
    func apply(_ settings: TransferSettings) throws(CurlFailure) {
        for (option, value) in Self.fixedNumbers { try set(option, value) }
        for option in [CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO] { try set(option, settings.caFile) }
        // Else the directory built into libcurl is trusted as well.
        for option in [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] { try set(option, nil) }
        try set(CURLOPT_USERAGENT, settings.userAgent)
        // An empty proxy and "*" keep the environment's variables out.
        try set(CURLOPT_PROXY, settings.proxy ?? "")
        try set(CURLOPT_NOPROXY, settings.proxy == nil ? "*" : "localhost,127.0.0.1,[::1]")
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA, CURLOPT_OPENSOCKETDATA] {
            try check(unsafe clib_curl_set_data(handle, option, me), option)
        }
        try check(unsafe clib_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION, onBody), CURLOPT_WRITEFUNCTION)
        try check(unsafe clib_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION, onHeadLine), CURLOPT_HEADERFUNCTION)
        try check(unsafe clib_curl_set_prerequest(handle, onReady), CURLOPT_PREREQFUNCTION)
        try check(unsafe clib_curl_set_socket_opener(handle, onSocket), CURLOPT_OPENSOCKETFUNCTION)
        try set(CURLOPT_MAXFILESIZE_LARGE, settings.replyLimitInBytes)
    }

    func apply(_ request: PreparedRequest, timeLeft: Duration, _ settings: TransferSettings) throws(CurlFailure) {
        progress = TransferProgress(request, settings)
        try set(CURLOPT_PROTOCOLS_STR, request.url.isSecure ? "https" : "http")
        try set(CURLOPT_URL, request.url.text)
        try set(CURLOPT_TIMEOUT_MS, timeLeft.wholeMilliseconds)
        try set(CURLOPT_CONNECTTIMEOUT_MS, min(settings.connectTimeout, timeLeft).wholeMilliseconds)
        if let body = request.body {
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_POSTFIELDSIZE_LARGE, body.count)
            // An empty array may have no address, and libcurl would then ask a callback for the body.
            let bytes = body.isEmpty ? [0] : body
            try check(unsafe clib_curl_set_bytes(handle, CURLOPT_COPYPOSTFIELDS, bytes), CURLOPT_COPYPOSTFIELDS)
        } else if request.method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        }
        if request.method != "HEAD" { try set(CURLOPT_CUSTOMREQUEST, request.method) }
        for line in request.headerLines {
            guard let longer = unsafe curl_slist_append(lines, line) else {
                throw CurlFailure(detail: "curl_slist_append")
            }
            unsafe lines = unsafe longer
        }
        try check(unsafe clib_curl_set_list(handle, CURLOPT_HTTPHEADER, lines), CURLOPT_HTTPHEADER)
    }

    var requestLeft: Bool { progress?.requestLeft(bytesSent: bytesSent) ?? false }
    fileprivate var bytesSent: Int { number(CURLINFO_REQUEST_SIZE) }

    /// Opens a connection's socket to an address that was found; a negative value refuses.
    fileprivate func socket(to address: UnsafePointer<curl_sockaddr>) -> CInt {
        let header = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
        let whole = unsafe UnsafeRawBufferPointer(start: address, count: header + Int(address.pointee.addrlen))
        let found = NetworkAddress(socketAddress: unsafe Array(whole.dropFirst(header)))
        guard progress?.mayConnect(to: found, bytesSent: bytesSent) ?? false else { return CURL_SOCKET_BAD }
        let (family, kind, number) = unsafe (address.pointee.family, address.pointee.socktype, address.pointee.protocol)
        return OutboundSocket.open(family: family, kind: kind, protocol: number)
    }

    fileprivate func result(_ code: CURLcode) -> Result<OutboundResponse, HTTPClientError> {
        let requestLeft = requestLeft
        let status = number(CURLINFO_RESPONSE_CODE)
        guard code == CURLE_OK else {
            return .failure(fault(code, requestLeft).error(requestLeft: requestLeft, detail: detail(code)))
        }
        guard let reply = progress?.reply, reply.hasWholeHead, (200...599).contains(status) else {
            return .failure(TransferFault.reply.error(requestLeft: requestLeft, detail: "head, status \(status)"))
        }
        return .success(OutboundResponse(status: status, headers: reply.headers, body: reply.body))
    }

    private func fault(_ code: CURLcode, _ requestLeft: Bool) -> TransferFault {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .name
        case CURLE_OPERATION_TIMEDOUT: .time
        case CURLE_COULDNT_CONNECT: progress?.hasRefusedAddress == true ? .address : .connection
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_URL_MALFORMAT: .address
        // "HTTP/0.9" when the reply does not begin as HTTP does; a head line of 100 kB is "out of memory".
        case CURLE_UNSUPPORTED_PROTOCOL: requestLeft ? .reply : .address
        case CURLE_WEIRD_SERVER_REPLY, CURLE_PARTIAL_FILE, CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED,
            CURLE_BAD_CONTENT_ENCODING, CURLE_OUT_OF_MEMORY:
            .reply
        default: .transport
        }
    }

    /// libcurl's fixed text for the code, never its error buffer: that one can quote URLs and headers.
    private func detail(_ code: CURLcode) -> String {
        if progress?.hasStoppedRepetition == true { return "the reused connection was closed without a reply" }
        let (system, certificate) = (number(CURLINFO_OS_ERRNO), number(CURLINFO_SSL_VERIFYRESULT))
        return unsafe "\(String(cString: curl_easy_strerror(code))) (curl \(code.rawValue)"
            + (system == 0 ? "" : ", errno \(system)")
            + (certificate == 0 ? ")" : ", certificate check \(certificate))")
    }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe clib_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    private func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        let isOffset = option.rawValue >= UInt32(CURLOPTTYPE_OFF_T)
        let code = unsafe (isOffset ? clib_curl_set_offset : clib_curl_set_long)(handle, option, value)
        try check(code, option)
    }

    private func set(_ option: CURLoption, _ value: String?) throws(CurlFailure) {
        try check(unsafe clib_curl_set_string(handle, option, value), option)
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(CurlFailure) {
        guard code == CURLE_OK else { throw CurlFailure(detail: "option \(option.rawValue): curl \(code.rawValue)") }
    }
}

private let onBody: clib_curl_receiver = { bytes, size, count, data in
    guard let bytes = unsafe bytes, let data = unsafe data else { return 0 }
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe CurlEasy.at(data).progress?.reply.take(body: buffer) == true ? buffer.count : 0
}

private let onHeadLine: clib_curl_receiver = { bytes, size, count, data in
    guard let bytes = unsafe bytes, let data = unsafe data else { return 0 }
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe CurlEasy.at(data).progress?.reply.take(headLine: buffer) == true ? buffer.count : 0
}

private let onReady: curl_prereq_callback = { data, _, _, _, _ in
    guard let easy = unsafe data.map(CurlEasy.at) else { return CURL_PREREQFUNC_ABORT }
    return easy.progress?.mayStart(bytesSent: easy.bytesSent) == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private let onSocket: curl_opensocket_callback = { data, _, address in
    guard let data = unsafe data, let address = unsafe address else { return CURL_SOCKET_BAD }
    return unsafe CurlEasy.at(data).socket(to: address)
}
