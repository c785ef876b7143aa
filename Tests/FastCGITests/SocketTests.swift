import HTTPCore
import Synchronization
import Testing

@testable import FastCGI

@Suite(.serialized) struct SocketTests {
    @Test func `a socket file has mode 0660 and goes with us`() throws {
        let directory = Scratch.directory()
        let path = directory + "/s"
        let socket = try ListenSocket.open("unix:" + path)
        #expect(Scratch.mode(of: path).map { $0 & 0o777 } == 0o660)
        #expect(ListenSocket.isListening(socket.fileDescriptor))
        socket.close()
        socket.close()
        #expect(Scratch.mode(of: path) == nil)
        Scratch.remove(directory)
    }

    @Test func `a stale socket is replaced, a live one and a file are not`() throws {
        let directory = Scratch.directory()
        let path = directory + "/s"
        Scratch.leaveStaleSocket(at: path)
        let socket = try ListenSocket.open("unix:" + path)
        #expect(reason("unix:" + path) == .addressInUse)
        #expect(Scratch.mode(of: path) != nil)
        socket.close()
        Scratch.write("precious", to: path)
        #expect(reason("unix:" + path) == .pathOccupied)
        Scratch.remove(path)
        Scratch.remove(directory)
    }

    @Test func `a file that someone put in place of our socket stays`() throws {
        let directory = Scratch.directory()
        let path = directory + "/s"
        let socket = try ListenSocket.open("unix:" + path)
        Scratch.remove(path)
        Scratch.leaveStaleSocket(at: path)
        socket.close()
        #expect(Scratch.mode(of: path) != nil)
        Scratch.remove(path)
        Scratch.remove(directory)
    }

    @Test func `a kept file outlives the socket`() throws {
        let directory = Scratch.directory()
        let socket = try ListenSocket.open("unix:\(directory)/s")
        socket.keepFile()
        socket.close()
        #expect(Scratch.mode(of: "\(directory)/s") != nil)
        Scratch.remove("\(directory)/s")
        Scratch.remove(directory)
    }

    @Test(
        arguments: [
            "", "unix:", "unix:relative/path", "9000", ":9000", "localhost:9000", "127.0.0.1:", "127.0.0.1:http",
            "unix:/" + String(repeating: "x", count: 200),
        ])
    func `an address that is none is refused`(address: String) {
        #expect(reason(address) == .addressInvalid)
    }

    @Test func `a TCP port can be opened once`() throws {
        let socket = try ListenSocket.open("127.0.0.1:18177")
        #expect(reason("127.0.0.1:18177") == .addressInUse)
        socket.close()
    }

    @Test func `only a listening socket counts as one`() {
        let (input, output) = Scratch.pipe()
        #expect(!ListenSocket.isListening(input))
        Scratch.close(input)
        Scratch.close(output)
        #expect(!ListenSocket.isListening(input))
    }

    @Test func `plain CGI reads its length and answers once`() throws {
        let (input, inputEnd) = Scratch.pipe()
        let (outputEnd, output) = Scratch.pipe()
        Scratch.put([1, 2, 3, 4, 5], into: inputEnd)
        let finished = try PlainCGI.answerOnce(
            handler: TestHandler(),
            exchange: PlainCGIExchange(
                environment: [
                    "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "SCRIPT_NAME": "/cgi-bin/calllog",
                    "PATH_INFO": "/callLog", "CONTENT_LENGTH": "4", "REQUEST_ID": "one",
                ],
                bodyLimit: 100,
                input: input,
                output: output
            )
        )
        for end in [input, inputEnd, output] { Scratch.close(end) }
        let text = String(decoding: Scratch.readAll(outputEnd), as: UTF8.self)
        #expect(
            text == "Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n"
                + "X-Request-Id: one\r\n\r\n4 10"
        )
        #expect(finished?.path == "/callLog")
        Scratch.close(outputEnd)
    }

    @Test(arguments: [("9", 400), ("x", 400), ("101", 413)])
    func `plain CGI refuses what is cut, unclear or too large`(declared: String, status: Int) throws {
        let (input, inputEnd) = Scratch.pipe()
        let (outputEnd, output) = Scratch.pipe()
        Scratch.put([1, 2, 3, 4, 5], into: inputEnd)
        Scratch.close(inputEnd)
        let finished = try PlainCGI.answerOnce(
            handler: TestHandler(),
            exchange: PlainCGIExchange(
                environment: ["REQUEST_METHOD": "POST", "SCRIPT_NAME": "/a", "CONTENT_LENGTH": declared],
                bodyLimit: 100,
                input: input,
                output: output
            )
        )
        #expect(finished?.status.code == status)
        for end in [input, output, outputEnd] { Scratch.close(end) }
    }

    @Test func `signals are delivered one by one`() throws {
        let delivered = JobQueue<Signal>()
        // On a thread of its own, so that the test runner's threads keep their mask.
        let starter = try #require(
            SystemThread.start {
                do throws(FastCGIError) {
                    let wait = try SignalWait.start { delivered.push($0) }
                    for signal in Signal.allCases { wait.thread.send(signal: signal.number) }
                } catch {
                    delivered.close()
                }
            }
        )
        starter.join()
        let received = Set((0..<Signal.allCases.count).compactMap { _ in delivered.next() })
        #expect(received == Set(Signal.allCases))
    }

    @Test func `a thread pool runs what may block, and ends`() async throws {
        let pool = try BlockingThreadPool(count: 3)
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 1...20 {
                group.addTask(executorPreference: pool) {
                    Pause.milliseconds(1)
                    return number
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 210)
        pool.shutDown()
    }

    @Test func `notices are at most one a second`() {
        let box = Lines()
        let limiter = NoticeLimiter { line in box.lines.withLock { $0.append(line) } }
        let start = ContinuousClock.now + .seconds(10)
        for tenth in 0..<25 { limiter.notice("full", at: start + .milliseconds(100 * tenth)) }
        #expect(
            box.lines.withLock { $0 } == ["full", "full (and 9 more like it)", "full (and 9 more like it)"]
        )
    }

    /// Why an address cannot be opened; `nil` if it can.
    private func reason(_ address: String) -> FastCGIError? {
        do throws(FastCGIError) {
            try ListenSocket.open(address).close()
            return nil
        } catch {
            return error
        }
    }
}

private final class Lines: Sendable {
    let lines = Mutex<[String]>([])
}
