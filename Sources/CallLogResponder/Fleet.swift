/// Decides what becomes of the workers of a supervisor; makes no system call and reads no clock.
///
/// Each of the slots holds one worker. A worker that has to go is asked to only when its successor in the same slot is
/// ready, so there are never fewer that answer than before. Moments are durations since any fixed one.
struct Fleet {
    enum Action: Equatable {
        /// To be answered by ``started(_:slot:at:)`` or ``couldNotStart(slot:at:)``.
        case start(slot: Int, generation: Int)
        /// Finish what came in, then end.
        case retire(Int32)
        case kill(Int32)
        case note(LifeEvent)
        case end(Int32)
    }

    /// Numbers of the fleet.
    struct Rules {
        var firstDelay = Duration.milliseconds(100)
        var longestDelay = Duration.seconds(5)
        /// A worker that lived this long is no sign of trouble: the next delay is the first again.
        var calmLife = Duration.seconds(10)
        /// How long a worker may take until it answers.
        var readyLimit = Duration.seconds(30)
        /// How long a worker may take to finish.
        var drainLimit = Duration.seconds(25)
        /// A worker that asks to be replaced earlier waits until then.
        var shortestLife = Duration.seconds(1)
        /// So many successors may fail before a roll is given up.
        var rollAttempts = 3
    }

    struct Worker {
        let slot: Int
        let generation: Int
        let startedAt: Duration
        var isReady = false
        var mustGo = false
        /// Set once it was asked to end.
        var killAt: Duration?
        var wasKilled = false
    }

    struct Slot {
        var holder: Int32?
        var successor: Int32?
        var notBefore = Duration.zero
        var delay: Duration
    }

    let rules: Rules
    var workers: [Int32: Worker] = [:]
    var slots: [Slot]
    var actions: [Action] = []
    /// What new workers belong to.
    var generation = 1
    /// Holders of an earlier generation are replaced.
    var required = 1
    var rollsAgain = false
    var rollFailures = 0
    var isRolling = false
    var wasEverReady = false
    /// The exit status, once the fleet is to end.
    var endStatus: Int32?
    /// How often a worker had to be started because another had ended by itself.
    var restarts = 0

    init(size: Int, rules: Rules = Rules()) {
        self.rules = rules
        slots = Array(repeating: Slot(delay: rules.firstDelay), count: size)
    }

    /// Workers that answer and are to go on.
    var readyCount: Int {
        slots.count { slot in slot.holder.flatMap { workers[$0]?.isReady } ?? false }
    }

    /// What is to be done now.
    mutating func step(at now: Duration) -> [Action] {
        if endStatus == nil {
            for index in slots.indices where wantsStart(index) && startTime(index) <= now {
                actions.append(.start(slot: index, generation: generation))
            }
        }
        for (pid, worker) in workers where !worker.wasKilled && deadline(of: worker).map({ $0 <= now }) ?? false {
            workers[pid]?.wasKilled = true
            actions.append(.kill(pid))
            actions.append(.note(LifeEvent("worker-overdue", pid: pid, slot: worker.slot)))
        }
        if let endStatus, workers.isEmpty { actions.append(.end(endStatus)) }
        defer { actions = [] }
        return actions
    }

    /// When ``step(at:)`` has something to do without any event; `nil`: never.
    var nextStep: Duration? {
        var moments = workers.values.compactMap { $0.wasKilled ? nil : deadline(of: $0) }
        if endStatus == nil { moments += slots.indices.filter(wantsStart).map(startTime) }
        return moments.min()
    }

    private func wantsStart(_ index: Int) -> Bool {
        guard slots[index].successor == nil else { return false }
        guard let holder = slots[index].holder.flatMap({ workers[$0] }) else { return true }
        return holder.isReady && (holder.generation < required || holder.mustGo)
    }

    private func startTime(_ index: Int) -> Duration {
        let slot = slots[index]
        guard let holder = slot.holder.flatMap({ workers[$0] }), holder.generation >= required else {
            return slot.notBefore
        }
        return max(slot.notBefore, holder.startedAt + rules.shortestLife)
    }

    private func deadline(of worker: Worker) -> Duration? {
        worker.killAt ?? (worker.isReady ? nil : worker.startedAt + rules.readyLimit)
    }
}
