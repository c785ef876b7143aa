/// What happens to the workers.
extension Fleet {
    mutating func started(_ pid: Int32, slot index: Int, at now: Duration) {
        workers[pid] = Worker(slot: index, generation: generation, startedAt: now)
        if slots[index].holder == nil { slots[index].holder = pid } else { slots[index].successor = pid }
        note("worker-started", pid)
    }

    mutating func couldNotStart(slot index: Int, at now: Duration) {
        actions.append(.note(LifeEvent("worker-not-started", slot: index)))
        delayStart(of: index, at: now)
        if slots[index].holder != nil { successorFailed() }
    }

    /// The worker answers requests.
    mutating func becameReady(_ pid: Int32, at now: Duration) {
        guard let worker = workers[pid], !worker.isReady, worker.killAt == nil else { return }
        workers[pid]?.isReady = true
        wasEverReady = true
        note("worker-ready", pid, duration: now - worker.startedAt)
        if slots[worker.slot].successor == pid {
            if let old = slots[worker.slot].holder { retire(old, at: now) }
            slots[worker.slot].holder = pid
            slots[worker.slot].successor = nil
        }
        finishRollIfDone()
    }

    /// The worker wants, or is, to be replaced.
    mutating func askedForReplacement(_ pid: Int32, because reason: String) {
        guard let worker = workers[pid], !worker.mustGo, worker.killAt == nil else { return }
        workers[pid]?.mustGo = true
        note("worker-recycled", pid, detail: reason)
    }

    mutating func ended(_ pid: Int32, _ ending: Ending, at now: Duration) {
        guard let worker = workers.removeValue(forKey: pid) else { return }
        let life = now - worker.startedAt
        note("worker-ended", pid, of: worker, duration: life, detail: ending.description)
        guard worker.killAt == nil, endStatus == nil else { return }

        // A setting that was wrong from the start does not get better by trying again.
        if !wasEverReady, let status = ending.configurationStatus { return stop(at: now, status: status) }
        if life >= rules.calmLife { slots[worker.slot].delay = rules.firstDelay }
        delayStart(of: worker.slot, at: now)
        if slots[worker.slot].successor == pid {
            slots[worker.slot].successor = nil
            successorFailed()
        } else {
            slots[worker.slot].holder = slots[worker.slot].successor
            slots[worker.slot].successor = nil
            restarts += 1
            finishRollIfDone()
        }
    }

    /// Replaces every worker by one of a new generation; asked during a roll, does it once more afterwards.
    mutating func roll() {
        guard endStatus == nil else { return }
        guard !isRolling else {
            rollsAgain = true
            return
        }
        isRolling = true
        rollFailures = 0
        generation += 1
        required = generation
        actions.append(.note(LifeEvent("roll-started", generation: generation)))
    }

    /// Lets every worker finish what came in; again does nothing.
    mutating func stop(at now: Duration, status: Int32 = 0) {
        guard endStatus == nil else { return }
        endStatus = status
        actions.append(.note(LifeEvent("draining")))
        for pid in workers.keys.sorted() { retire(pid, at: now) }
    }

    private mutating func retire(_ pid: Int32, at now: Duration) {
        guard workers[pid]?.killAt == nil else { return }
        workers[pid]?.killAt = now + rules.drainLimit
        actions.append(.retire(pid))
        note("worker-retired", pid)
    }

    private mutating func delayStart(of index: Int, at now: Duration) {
        slots[index].notBefore = now + slots[index].delay
        slots[index].delay = min(slots[index].delay * 2, rules.longestDelay)
    }

    private mutating func successorFailed() {
        guard isRolling else { return }
        rollFailures += 1
        guard rollFailures >= rules.rollAttempts else { return }
        // Whoever still answers goes on answering.
        required = 0
        actions.append(.note(LifeEvent("roll-failed", generation: generation)))
        endRoll()
    }

    private mutating func finishRollIfDone() {
        guard isRolling else { return }
        let isDone = slots.allSatisfy { slot in
            guard let holder = slot.holder.flatMap({ workers[$0] }) else { return false }
            return holder.isReady && holder.generation >= required
        }
        guard isDone else { return }
        actions.append(.note(LifeEvent("roll-finished", generation: generation)))
        endRoll()
    }

    private mutating func endRoll() {
        isRolling = false
        guard rollsAgain else { return }
        rollsAgain = false
        roll()
    }

    private mutating func note(
        _ name: String,
        _ pid: Int32,
        of worker: Worker? = nil,
        duration: Duration? = nil,
        detail: String? = nil
    ) {
        let worker = worker ?? workers[pid]
        actions.append(
            .note(
                LifeEvent(
                    name,
                    pid: pid,
                    slot: worker?.slot,
                    generation: worker?.generation,
                    duration: duration,
                    detail: detail
                )
            )
        )
    }
}
