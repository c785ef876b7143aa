/// The transport as the worker loop sees it: connections in production, an array of requests in tests.
protocol FastCGIExchange: ~Copyable {
    /// Waits for the next request; `nil` once the server has drained.
    mutating func next() async throws(FastCGIError) -> ReceivedRequest?

    /// Sends the answer to the request that ``next()`` gave, once; tells whether all of it could be written.
    mutating func reply(_ bytes: [UInt8]) -> Bool
}
