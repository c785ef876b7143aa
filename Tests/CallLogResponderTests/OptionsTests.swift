import Testing

@testable import CallLogResponder

@Suite struct OptionsTests {
    @Test func `workers, address and file are read`() throws {
        let options = try #require(Options(["--listen", "127.0.0.1:9000", "--supervise", "4", "--config", "c"]))
        #expect(options.workers == 4)
        #expect(options.listen == "127.0.0.1:9000")
        #expect(options.configFile == "c")
        #expect(options.generation == nil)
        #expect(Options(["--worker", "3"])?.generation == 3)
    }

    @Test(arguments: [
        ["--supervise"], ["--supervise", "0"], ["--supervise", "65"], ["--supervise", "two"], ["--worker", "0"],
        ["--worker", "1", "--supervise", "2"], ["--worker", "1", "--listen", "127.0.0.1:9"], ["--frob"], ["--listen"],
    ])
    func `a command line without sense is refused`(arguments: [String]) {
        #expect(Options(arguments) == nil)
    }
}
