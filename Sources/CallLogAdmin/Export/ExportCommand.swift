import CallLog
import ServerAssembly

/// `calllogctl logs export`: all call logs as CSV or as lines of JSON.
struct ExportCommand {
    /// Rows in memory at a time.
    private static let pageSize = 500

    private enum Form {
        case csv
        case ndjson
    }

    let parts: Parts

    init(_ parts: Parts) {
        self.parts = parts
    }

    func run(_ words: [String]) throws(CommandError) {
        let (form, path, since) = try parsed { () throws(UsageError) in try Self.options(words) }
        let server = try parts.open()
        let output = try OutputFile(path: path)
        var progress = Progress(
            total: try stored { () throws(StoreError) in try server.store.countCallLogs(since: since) },
            // On one terminal with the rows it would only be noise among them.
            isShown: Terminal.shows(.error) && (path != nil || !Terminal.shows(.output))
        )
        do throws(CommandError) {
            try write(from: server, since, form, to: output, &progress)
            try output.finish()
        } catch {
            progress.clear()
            output.discard()
            throw error
        }
        progress.clear()
        Console.say(
            "exported \(progress.count) \(progress.count == 1 ? "call" : "calls")\(path.map { " to \($0)" } ?? "")"
        )
    }

    private func write(
        from server: ServerParts,
        _ since: Timestamp?,
        _ form: Form,
        to output: OutputFile,
        _ progress: inout Progress
    ) throws(CommandError) {
        if form == .csv { try output.write(CSVLine.text(ExportedLog.names)) }
        var last: CallLogRecord?
        repeat {
            let page = try stored { () throws(StoreError) in
                try server.store.callLogs(since: since, after: last, limit: Self.pageSize)
            }
            let lines = page.map { form == .csv ? ExportedLog($0).csv : ExportedLog($0).json }
            try output.write(lines.joined())
            progress.advance(by: page.count)
            last = page.count < Self.pageSize ? nil : page.last
        } while last != nil
    }

    private static func options(_ words: [String]) throws(UsageError) -> (Form, path: String?, since: Timestamp?) {
        let arguments = try Arguments(words, options: ["output", "since"], flags: ["csv", "ndjson"])
        try arguments.expectNoWords()
        guard arguments.has("csv") != arguments.has("ndjson") else {
            throw UsageError("logs export takes either --csv or --ndjson")
        }
        return (arguments.has("csv") ? .csv : .ndjson, arguments["output"], try arguments.time("since"))
    }

    private func stored<Result>(_ body: () throws(StoreError) -> Result) throws(CommandError) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .store(error)
        }
    }
}
