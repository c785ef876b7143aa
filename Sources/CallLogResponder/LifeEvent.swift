/// Something in the life of the supervisor or of a worker: one line of the log.
struct LifeEvent: Equatable {
    let name: String
    var pid: Int32?
    var slot: Int?
    var generation: Int?
    /// How long the worker lived, or took until it was ready.
    var duration: Duration?
    var detail: String?

    init(
        _ name: String,
        pid: Int32? = nil,
        slot: Int? = nil,
        generation: Int? = nil,
        duration: Duration? = nil,
        detail: String? = nil
    ) {
        self.name = name
        self.pid = pid
        self.slot = slot
        self.generation = generation
        self.duration = duration
        self.detail = detail
    }
}
