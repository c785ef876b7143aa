import Testing

@testable import CallLogResponder

/// The supervisor's decisions, with neither processes nor clocks.
@Suite struct FleetTests {
    /// A fleet with a clock turned by hand, whose workers are numbers.
    struct Scene {
        var fleet: Fleet
        var now = Duration.zero
        var nextPid: Int32 = 100
        var retired: [Int32] = []
        var killed: [Int32] = []
        var events: [String] = []
        var status: Int32?

        init(size: Int = 2) {
            fleet = Fleet(size: size)
            settle()
        }

        /// Does what the fleet asks for; new workers are not ready yet.
        mutating func settle() {
            while case let actions = fleet.step(at: now), !actions.isEmpty {
                for action in actions {
                    switch action {
                    case .start(let slot, _):
                        fleet.started(nextPid, slot: slot, at: now)
                        nextPid += 1
                    case .retire(let pid): retired.append(pid)
                    case .kill(let pid): killed.append(pid)
                    case .note(let event): events.append(event.name)
                    case .end(let status):
                        self.status = status
                        return
                    }
                }
            }
        }

        mutating func ready(_ pids: Int32...) {
            for pid in pids { fleet.becameReady(pid, at: now) }
            settle()
        }

        mutating func end(_ pid: Int32, _ ending: Ending = .killed(signal: 9)) {
            fleet.ended(pid, ending, at: now)
            settle()
        }

        mutating func pass(_ duration: Duration) {
            now += duration
            settle()
        }

        var living: [Int32] { fleet.workers.keys.sorted() }
    }

    @Test func `every slot gets a worker at once`() {
        let scene = Scene(size: 3)
        #expect(scene.living == [100, 101, 102])
        #expect(scene.fleet.readyCount == 0)
    }

    @Test func `a dead worker is replaced after a delay that doubles up to five seconds`() {
        var scene = Scene(size: 1)
        scene.ready(100)
        for milliseconds in [100, 200, 400, 800, 1600, 3200, 5000, 5000] {
            let pid = scene.nextPid - 1
            scene.end(pid)
            scene.pass(.milliseconds(milliseconds - 1))
            #expect(scene.living == [], "too early after \(milliseconds) ms")
            scene.pass(.milliseconds(1))
            #expect(scene.living == [pid + 1])
        }
        #expect(scene.fleet.restarts == 8)
    }

    @Test func `ten seconds of life make the delay short again`() {
        var scene = Scene(size: 1)
        for _ in 0..<5 {
            scene.end(scene.nextPid - 1)
            scene.pass(.seconds(5))
        }
        scene.pass(.seconds(10))
        scene.end(scene.nextPid - 1)
        scene.pass(.milliseconds(100))
        #expect(scene.living.count == 1)
    }

    @Test func `a roll ends an old worker only when the new one in its place is ready`() {
        var scene = Scene()
        scene.ready(100, 101)
        scene.fleet.roll()
        scene.settle()
        #expect(scene.living == [100, 101, 102, 103])
        #expect(scene.retired == [])
        scene.ready(103)
        #expect(scene.retired == [101])
        #expect(scene.fleet.readyCount == 2)
        scene.ready(102)
        #expect(scene.retired == [101, 100])
        #expect(scene.events.last == "roll-finished")
        scene.end(100, .exited(0))
        scene.end(101, .exited(0))
        #expect(scene.living == [102, 103])
        #expect(scene.fleet.restarts == 0, "a planned end is no restart")
    }

    @Test func `twenty-five rolls at once are two`() {
        var scene = Scene()
        scene.ready(100, 101)
        for _ in 0..<25 { scene.fleet.roll() }
        scene.settle()
        for pid: Int32 in 102...105 { scene.ready(pid) }
        #expect(scene.fleet.generation == 3)
        #expect(scene.events.count { $0 == "roll-finished" } == 2)
        for pid: Int32 in 100...103 { scene.end(pid, .exited(0)) }
        #expect(scene.living == [104, 105])
    }

    @Test func `a new program that does not start leaves the old workers at work`() {
        var scene = Scene()
        scene.ready(100, 101)
        scene.fleet.roll()
        scene.settle()
        for _ in 0..<3 {
            let failing = scene.living.filter { $0 > 101 }
            for pid in failing { scene.end(pid, .exited(78)) }
            scene.pass(.seconds(5))
        }
        #expect(scene.events.contains("roll-failed"))
        #expect(scene.retired == [])
        #expect(scene.fleet.readyCount == 2)
        scene.pass(.seconds(60))
        #expect(scene.fleet.workers.values.count { $0.isReady } == 2)
        #expect(scene.fleet.isRolling == false)
    }

    @Test func `a worker that dies during a roll gives its place to its successor`() {
        var scene = Scene(size: 1)
        scene.ready(100)
        scene.fleet.roll()
        scene.settle()
        scene.end(100)
        scene.ready(101)
        #expect(scene.living == [101])
        #expect(scene.events.last == "roll-finished")
        scene.pass(.seconds(60))
        #expect(scene.living == [101])
    }

    @Test func `a worker that asks is replaced, but not before it lived a second`() {
        var scene = Scene(size: 1)
        scene.ready(100)
        scene.fleet.askedForReplacement(100, because: "requests")
        scene.fleet.askedForReplacement(100, because: "memory")
        scene.pass(.milliseconds(999))
        #expect(scene.living == [100])
        scene.pass(.milliseconds(1))
        #expect(scene.living == [100, 101])
        scene.ready(101)
        #expect(scene.retired == [100])
        #expect(scene.events.count { $0 == "worker-recycled" } == 1)
    }

    @Test func `a drain that takes too long is cut`() {
        var scene = Scene()
        scene.ready(100)
        scene.fleet.stop(at: scene.now)
        scene.fleet.stop(at: scene.now)
        scene.settle()
        #expect(scene.retired == [100, 101])
        scene.end(101, .exited(0))
        scene.pass(.milliseconds(24_999))
        #expect(scene.killed == [])
        scene.pass(.milliseconds(1))
        #expect(scene.killed == [100])
        #expect(scene.status == nil)
        scene.end(100)
        #expect(scene.status == 0)
    }

    @Test func `nothing is started or rolled once it drains`() {
        var scene = Scene(size: 1)
        scene.ready(100)
        scene.fleet.stop(at: scene.now)
        scene.fleet.roll()
        scene.pass(.seconds(3))
        #expect(scene.living == [100])
        scene.end(100, .exited(0))
        #expect(scene.living == [])
        #expect(scene.status == 0)
    }

    @Test func `a worker that never gets ready is killed and tried again`() {
        var scene = Scene(size: 1)
        scene.pass(.seconds(30))
        #expect(scene.killed == [100])
        scene.end(100)
        scene.pass(.milliseconds(100))
        #expect(scene.living == [101])
    }

    @Test func `a wrong setting at the start ends the supervisor with its status`() {
        var scene = Scene()
        scene.end(100, .exited(78))
        scene.end(101, .exited(78))
        #expect(scene.status == 78)
        var later = Scene(size: 1)
        later.ready(100)
        later.end(100, .exited(78))
        #expect(later.status == nil, "it was right once")
    }

    @Test func `the next moment to act is known`() {
        var scene = Scene(size: 1)
        #expect(scene.fleet.nextStep == .seconds(30))
        scene.ready(100)
        #expect(scene.fleet.nextStep == nil)
        scene.end(100)
        #expect(scene.fleet.nextStep == .milliseconds(100))
    }
}
