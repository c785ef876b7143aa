/// One thing a request needs done, to be repeated and measured.
struct Operation {
    let name: String
    let repeats: Int
    /// Does it so many times.
    let run: (Int) async throws -> Void

    /// Microseconds, without the first tenth.
    func microseconds() async throws -> Double {
        try await run(repeats / 10)
        let start = ContinuousClock.now
        try await run(repeats)
        return (ContinuousClock.now - start) / .microseconds(1) / Double(repeats)
    }

    /// How often memory is asked for, once warm.
    func allocations(_ count: () -> Int) async throws -> Double {
        try await run(20)
        let before = count()
        try await run(100)
        return (Double(count() - before) / 100).rounded()
    }
}
