import Foundation

/// Runs `body` on a thread of its own; the function that is given back waits for its result.
func inBackground<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) -> () throws -> Result {
    let result = BackgroundResult<Result>()
    Thread.detachNewThread { result.set(Swift.Result { try body() }) }
    return { try result.get() }
}

private final class BackgroundResult<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var value: Result<Value, any Error>?

    func set(_ value: Result<Value, any Error>) {
        condition.lock()
        self.value = value
        condition.broadcast()
        condition.unlock()
    }

    func get() throws -> Value {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let value { return try value.get() }
            condition.wait()
        }
    }
}
