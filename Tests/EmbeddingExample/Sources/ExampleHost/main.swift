import Dispatch
import Glibc
import TinyHTTP

// Serves until SIGTERM: /ping is the host's own, everything else goes to calllog.
//
//   ExampleHost DATABASE ACME_URL < SECRET

let arguments = CommandLine.arguments
guard arguments.count == 3, let secret = readLine() else {
    print("usage: ExampleHost DATABASE ACME_URL < SECRET")
    exit(64)
}
do {
    let callLogging = try CallLogging(database: arguments[1], secret: secret, acme: arguments[2])
    let server = try HTTPServer()
    let recovery = Task { await callLogging.recover() }
    let serving = Task {
        await server.run { request in
            request.path == "/ping" ? .text("pong") : await callLogging.answer(request)
        }
    }
    signal(SIGTERM, SIG_IGN)
    let stop = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .main)
    stop.setEventHandler { serving.cancel() }
    stop.activate()
    print("http://127.0.0.1:\(server.port)")
    fflush(nil)
    await serving.value
    recovery.cancel()
    await recovery.value
} catch {
    print("ExampleHost: \(error)")
    exit(1)
}
