import CallLog
import FastCGI
import ServerAssembly
import Settings

/// Keeps a number of workers running on one listening socket.
///
/// A worker is this program again, started by `posix_spawn`. One that ends is replaced; SIGHUP replaces all of them by
/// workers of what then lies at the program's path, with the settings of then; SIGTERM lets all finish.
final class Supervisor {
    /// How often the memory of the workers is looked at.
    private static let memoryInterval = Duration.seconds(10)

    private let log: Log
    private let mailbox: Mailbox
    private let socket: ListenSocket
    private let spawn: Spawn
    private let readSettings: () -> Result<ServerSettings, AssemblyError>
    private let time: any TimeSource
    private var settings: ServerSettings
    private var fleet: Fleet
    private var lifelines: [Int32: Lifeline] = [:]
    /// Workers that were starting when the log was to be reopened; the signal would have killed them.
    private var withOldLog: Set<Int32> = []
    private var toldRestarts = 0
    private var nextMemoryCheck: Duration
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - mailbox: Where signals arrive.
    ///   - readSettings: Reads the settings anew, for a roll.
    init(
        workers: Int,
        socket: ListenSocket,
        spawn: Spawn,
        log: Log,
        mailbox: Mailbox,
        settings: ServerSettings,
        time: any TimeSource,
        readSettings: @escaping () -> Result<ServerSettings, AssemblyError>
    ) {
        fleet = Fleet(size: workers)
        self.socket = socket
        self.spawn = spawn
        self.log = log
        self.mailbox = mailbox
        self.settings = settings
        self.time = time
        self.readSettings = readSettings
        nextMemoryCheck = Self.memoryInterval
    }

    /// Runs until a signal ends it and all workers have ended.
    ///
    /// - Returns: The exit status.
    func run() -> Int32 {
        log.write(LifeEvent("supervisor-started", detail: "calllog-fcgi \(Version.current)"), at: time.now())
        while true {
            // What an action brings about may ask for the next one.
            while case let actions = fleet.step(at: uptime), !actions.isEmpty {
                for action in actions {
                    if case .end(let status) = action {
                        log.write(LifeEvent("supervisor-stopped"), at: time.now())
                        return status
                    }
                    perform(action)
                }
            }
            tellRestarts()
            let (signals, speaking) = mailbox.wait(lifelines: Array(lifelines.values), limit: waitingTime)
            for signal in signals { receive(signal) }
            for (pid, lifeline) in lifelines where speaking.contains(where: { $0.descriptor == lifeline.descriptor }) {
                listen(to: pid, lifeline)
            }
            while let (pid, ending) = Processes.nextEnded() {
                lifelines.removeValue(forKey: pid)?.close()
                withOldLog.remove(pid)
                fleet.ended(pid, ending, at: uptime)
            }
            checkMemory()
        }
    }

    private var uptime: Duration { ContinuousClock.now - start }

    private var waitingTime: Duration? {
        var moments = [fleet.nextStep].compactMap { $0 }
        if settings.memoryLimitInBytes != nil { moments.append(nextMemoryCheck) }
        // A process whose lifeline has ended is about to end: look again soon.
        if fleet.workers.keys.contains(where: { lifelines[$0] == nil }) { moments.append(uptime + .milliseconds(10)) }
        return moments.min().map { $0 - uptime }
    }

    private func perform(_ action: Fleet.Action) {
        switch action {
        case .start(let slot, let generation): startWorker(slot, generation)
        case .retire(let pid): Processes.terminate(pid)
        case .kill(let pid): Processes.killNow(pid)
        case .note(let event): log.write(event, at: time.now())
        case .end: break
        }
    }

    private func startWorker(_ slot: Int, _ generation: Int) {
        guard let (ours, theirs) = Lifeline.pair() else { return fleet.couldNotStart(slot: slot, at: uptime) }
        defer { theirs.close() }
        var spawn = spawn
        spawn.arguments += ["--worker", "\(generation)"]
        switch spawn.start(listener: socket.fileDescriptor, lifeline: theirs) {
        case .success(let pid):
            lifelines[pid] = ours
            ours.tell(restarts: fleet.restarts)
            fleet.started(pid, slot: slot, at: uptime)
        case .failure(let error):
            ours.close()
            log.write(LifeEvent("spawn-failed", slot: slot, detail: error.description), at: time.now())
            fleet.couldNotStart(slot: slot, at: uptime)
        }
    }

    private func receive(_ signal: Signal) {
        switch signal {
        case .terminate, .interrupt: fleet.stop(at: uptime)
        case .hangUp: roll()
        case .user1:
            log.reopen()
            for (pid, worker) in fleet.workers {
                if worker.isReady { Processes.reopenLog(pid) } else { withOldLog.insert(pid) }
            }
            log.write(LifeEvent("log-reopened"), at: time.now())
        case .user2: break
        }
    }

    private func roll() {
        switch readSettings() {
        case .success(let settings):
            self.settings = settings
            fleet.roll()
        case .failure(let error):
            // The workers that run are better than none that can.
            log.write(LifeEvent("roll-refused", detail: error.description), at: time.now())
        }
    }

    private func listen(to pid: Int32, _ lifeline: Lifeline) {
        switch lifeline.message() {
        case .content(.ready):
            if withOldLog.remove(pid) != nil { Processes.reopenLog(pid) }
            fleet.becameReady(pid, at: uptime)
        case .content(.replaceForRequests): fleet.askedForReplacement(pid, because: "requests")
        case .nothing: break
        case .ended:
            lifeline.close()
            lifelines[pid] = nil
        }
    }

    private func tellRestarts() {
        guard fleet.restarts != toldRestarts else { return }
        toldRestarts = fleet.restarts
        for lifeline in lifelines.values { lifeline.tell(restarts: toldRestarts) }
    }

    private func checkMemory() {
        guard let limit = settings.memoryLimitInBytes, uptime >= nextMemoryCheck else { return }
        nextMemoryCheck = uptime + Self.memoryInterval
        for (pid, worker) in fleet.workers where worker.isReady {
            if let bytes = Processes.residentBytes(of: pid), bytes > limit {
                fleet.askedForReplacement(pid, because: "memory")
            }
        }
    }
}
