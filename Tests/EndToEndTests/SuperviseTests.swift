import Foundation
import Testing

/// Workers under a supervisor: crashes, upgrades, drains.
@Suite(.serialized) struct SuperviseTests {
    @Test func `a killed worker loses only what it was answering, and is replaced within a second`() throws {
        let settings = ShortClocks.settings.merging(["CALLLOG_THREADS": "8"]) { $1 }
        try Stack.supervised(environment: settings) { (stack, supervisor) throws in
            let load = Load(on: stack)
            #expect(eventually { load.count > 100 })
            let workers = stack.workers(of: supervisor)
            #expect(workers.count == 2)
            kill(workers[0], SIGKILL)
            #expect(eventually(seconds: 1) { stack.events("worker-ready").count == 3 })
            let reached = load.count
            #expect(eventually { load.count > reached + 200 })
            let result = load.stop()
            #expect(result.failures.count <= 8, "one per thread of the worker")
            #expect(result.failures.allSatisfy { $0.hasPrefix("502 The call-log server is not running.") })
            #expect(Set(stack.workers(of: supervisor)).subtracting(workers).count == 1)
            #expect(stack.events("worker-ended").map { $0["detail"] as? String } == ["signal 9"])
            #expect(try stack.waitUntilDecided(seconds: 60))
            let done = Set(
                try stack.query("SELECT session_id FROM call_logs WHERE state = 'done'").split(separator: "\n")
            )
            #expect(result.logged.allSatisfy { done.contains(Substring($0)) }, "nothing acknowledged is lost")
        }
    }

    @Test func `three rolling restarts and nginx reloads under load fail none of two thousand requests`() throws {
        try Stack.supervised { (stack, supervisor) throws in
            let load = Load(on: stack)
            for round in 1...3 {
                let reached = load.count
                #expect(eventually(seconds: 60) { load.count > reached + 300 })
                kill(supervisor, SIGHUP)
                try stack.reloadNginx()
                #expect(eventually(seconds: 30) { stack.events("roll-finished").count == round })
            }
            #expect(eventually(seconds: 120) { load.count > 2000 })
            let result = load.stop()
            #expect(result.failures == [])
            #expect(result.answered >= 2000)
            #expect(eventually { stack.events("worker-ended").count == 6 })
            #expect(stack.events("worker-ended").allSatisfy { $0["detail"] as? String == "exit 0" })
            #expect(stack.workers(of: supervisor).count == 2)
        }
    }

    @Test func `a new program file is what the next generation runs`() throws {
        try Stack.with(processes: 0, limits: "") { (stack) throws in
            let program = "\(stack.directory)/calllog-fcgi"
            // By a process of its own: a descriptor open for writing, inherited by what another test starts just then,
            // would make the file busy (ETXTBSY).
            let copy = { (source: String, target: String) throws in
                try Program.run("cp", [source, target], environment: [:]).status
            }
            #expect(try copy(Program.built("calllog-fcgi"), program) == 0)
            let supervisor = try stack.startSupervisor(2, program: program)
            let load = Load(on: stack, threads: 4)
            #expect(try copy(program, "\(program).new") == 0)
            #expect(unsafe rename("\(program).new", program) == 0)
            kill(supervisor, SIGHUP)
            #expect(eventually(seconds: 30) { stack.events("roll-finished").count == 1 })
            #expect(eventually { stack.events("worker-ended").count == 2 })
            for worker in stack.workers(of: supervisor) {
                let running = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(worker)/exe")
                #expect(running == program, "not the deleted one")
            }
            // A file that is no program: the old workers go on.
            try "nonsense".write(toFile: "\(program).bad", atomically: true, encoding: .utf8)
            #expect(unsafe rename("\(program).bad", program) == 0)
            kill(supervisor, SIGHUP)
            #expect(eventually(seconds: 30) { stack.events("roll-failed").count == 1 })
            #expect(stack.workers(of: supervisor).count == 2)
            #expect(load.stop().failures == [])
        }
    }

    @Test func `SIGTERM answers what came in and exits 0`() throws {
        try Stack.supervised { (stack, supervisor) throws in
            let workers = stack.workers(of: supervisor)
            let start = Date()
            kill(supervisor, SIGTERM)
            #expect(stack.end(of: supervisor) == 0)
            #expect(Date().timeIntervalSince(start) < 1, "idle")
            #expect(workers.allSatisfy(Stack.hasEnded))
            #expect(!FileManager.default.fileExists(atPath: stack.socket))

            let second = try stack.startSupervisor(2)
            let body = Array(TestCall(session: "31").body.utf8)
            let descriptors = try (0..<50).map { _ in try Sockets.connect(path: stack.socket) }
            let query = "jwtToken=\(stack.token)"
            for descriptor in descriptors {
                try Sockets.send(
                    RawFastCGI.request(method: "POST", path: "/callLog", query: query, body: body),
                    on: descriptor
                )
            }
            kill(second, SIGTERM)
            kill(second, SIGTERM)
            for descriptor in descriptors {
                #expect(RawFastCGI.output(of: Sockets.receiveAll(on: descriptor)).hasPrefix("Status: 200"))
                close(descriptor)
            }
            #expect(stack.end(of: second) == 0)
            #expect(stack.events("supervisor-stopped").count == 2)
        }
    }

    @Test func `a storm of signals harms nobody`() throws {
        try Stack.supervised { (stack, supervisor) throws in
            let load = Load(on: stack, threads: 4)
            #expect(eventually { load.count > 50 })
            for index in 0..<25 {
                kill(supervisor, SIGHUP)
                if index % 5 == 0 { for signal in [SIGUSR1, SIGPIPE, SIGCHLD, SIGUSR2] { kill(supervisor, signal) } }
                usleep(UInt32(index * 1000))
            }
            #expect(eventually(seconds: 60) { stack.isCalm(supervisor, workers: 2) })
            #expect(stack.events("roll-started").count <= 26)
            #expect(load.stop().failures == [])
            #expect(!Stack.hasEnded(supervisor))
            for worker in stack.workers(of: supervisor) {
                kill(worker, SIGUSR1)
                kill(worker, SIGHUP)
                kill(worker, SIGPIPE)
            }
            #expect(try stack.get("/isAlive").status == 200)
            #expect(stack.workers(of: supervisor).count == 2)
        }
    }

    @Test func `workers are replaced after so many requests, without a failure`() throws {
        try Stack.supervised(environment: ["CALLLOG_MAX_REQUESTS": "60"]) { (stack, supervisor) throws in
            let before = Set(stack.workers(of: supervisor))
            let load = Load(on: stack, threads: 4)
            #expect(eventually(seconds: 60) { stack.events("worker-recycled").count >= 4 })
            let result = load.stop()
            #expect(result.failures == [])
            #expect(stack.events("worker-recycled").allSatisfy { $0["detail"] as? String == "requests" })
            #expect(before.isDisjoint(with: stack.workers(of: supervisor)))
        }
    }

    @Test func `a worker that holds too much memory is replaced`() throws {
        try Stack.supervised(workers: 1, environment: ["CALLLOG_MAX_RSS_MB": "1"]) { (stack, supervisor) throws in
            let before = stack.workers(of: supervisor)
            #expect(eventually(seconds: 30) { stack.events("worker-ended").count == 1 })
            #expect(stack.events("worker-recycled").first?["detail"] as? String == "memory")
            #expect(Set(before).isDisjoint(with: stack.workers(of: supervisor)))
            #expect(try stack.get("/isAlive").status == 200)
        }
    }

    @Test func `a moved log is opened anew by everyone`() throws {
        try Stack.supervised { (stack, supervisor) throws in
            try FileManager.default.moveItem(atPath: stack.responderLog, toPath: "\(stack.directory)/old.log")
            kill(supervisor, SIGUSR1)
            #expect(eventually { stack.events("log-reopened").count == 1 })
            for _ in 0..<40 { _ = try stack.get("/isAlive") }
            #expect(eventually { stack.events("request").count >= 38 }, "a request may end as the signal arrives")
            kill(supervisor, SIGTERM)
            #expect(stack.end(of: supervisor) == 0)
            #expect(stack.events("stopped").count == 2)
            #expect(stack.events("stopped", in: "\(stack.directory)/old.log").isEmpty)
        }
    }

    @Test func `workers do not outlive their supervisor`() throws {
        try Stack.supervised { (stack, supervisor) throws in
            let workers = stack.workers(of: supervisor)
            kill(supervisor, SIGKILL)
            #expect(stack.end(of: supervisor) == 128 + SIGKILL)
            #expect(eventually { workers.allSatisfy(Stack.hasEnded) })
            let next = try stack.startSupervisor(1)
            #expect(try stack.get("/isAlive").status == 200, "the stale socket file is no obstacle")
            kill(next, SIGTERM)
            #expect(stack.end(of: next) == 0)
        }
    }

    @Test func `it runs under spawn-fcgi and on a socket that systemd passes`() throws {
        try Stack.with(processes: 0, limits: "") { (stack) throws in
            let program = Program.built("calllog-fcgi")
            let spawned = try stack.startSupervisor(
                ["/usr/bin/spawn-fcgi", "-n", "-s", stack.socket, "-M", "0666", "-b", "512", "--", program]
                    + ["--supervise", "2"],
                2
            )
            #expect(try stack.create(TestCall(session: "1")).isSuccessful)
            kill(spawned, SIGTERM)
            #expect(stack.end(of: spawned) == 0)

            unsafe unlink(stack.socket)
            let listener = try Sockets.listen(path: stack.socket)
            let passed = try stack.startSupervisor(
                ["/bin/sh", "-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \(program) --supervise 2"],
                2,
                descriptors: [3: listener]
            )
            #expect(try stack.load(["1"]).logs.first?["matched"] as? Bool == true)
            kill(passed, SIGTERM)
            #expect(stack.end(of: passed) == 0)
            // The socket is systemd's: requests wait for the next start.
            let waiting = try Sockets.connect(path: stack.socket)
            try Sockets.send(RawFastCGI.request(method: "GET", path: "/isAlive"), on: waiting)
            let again = try stack.startSupervisor(
                ["/bin/sh", "-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \(program) --supervise 1"],
                1,
                descriptors: [3: listener]
            )
            #expect(RawFastCGI.output(of: Sockets.receiveAll(on: waiting)).hasSuffix("OK"))
            close(waiting)
            close(listener)
            kill(again, SIGTERM)
            #expect(stack.end(of: again) == 0)
        }
    }

    @Test func `a wrong setting ends the supervisor, and later only refuses a roll`() throws {
        try Stack.with(processes: 0, limits: "") { (stack) throws in
            let program = Program.built("calllog-fcgi")
            let arguments = ["--listen", "unix:\(stack.socket)", "--supervise", "2"]
            var environment = stack.environment
            environment["DATABASE_URL"] = "sqlite:///proc/nowhere/c.db"
            let refused = try Program.run(program, arguments, environment: environment)
            #expect(refused.status == 78)
            #expect(refused.standardError.contains("DATABASE_URL"))

            let file = "\(stack.directory)/settings"
            try "CALLLOG_THREADS=4\n".write(toFile: file, atomically: true, encoding: .utf8)
            let supervisor = try stack.startSupervisor([program] + arguments + ["--config", file], 2)
            let workers = stack.workers(of: supervisor)
            try "CALLLOG_THREADS=many\n".write(toFile: file, atomically: true, encoding: .utf8)
            kill(supervisor, SIGHUP)
            #expect(eventually { stack.events("roll-refused").count == 1 })
            #expect(stack.workers(of: supervisor) == workers)
            try "CALLLOG_THREADS=2\n".write(toFile: file, atomically: true, encoding: .utf8)
            kill(supervisor, SIGHUP)
            #expect(eventually { stack.events("roll-finished").count == 1 })
        }
    }
}
