import HTTPCore
import Testing

@testable import CurlClient

@Suite struct TransferProgressTests {
    private func progress(
        _ method: HTTPMethod = .post,
        _ url: String = "https://crm.example.com/",
        _ configuration: CurlClient.Configuration = .init()
    ) throws -> TransferProgress {
        try TransferProgress(
            PreparedRequest(OutboundRequest(method, url, timeout: .seconds(1))),
            TransferSettings(configuration)
        )
    }

    @Test func `bytes for a proxy are not bytes of the request`() throws {
        var progress = try progress()
        #expect(!progress.requestLeft(bytesSent: 120))
        let mayStart = progress.mayStart(bytesSent: 120)
        #expect(mayStart)
        #expect(!progress.requestLeft(bytesSent: 120))
        #expect(progress.requestLeft(bytesSent: 121))
    }

    @Test(arguments: [HTTPMethod.get, "HEAD"], [0, 1])
    func `reading may start again`(_ method: HTTPMethod, _ sent: Int) throws {
        var progress = try progress(method)
        let starts = [0, sent].map { progress.mayStart(bytesSent: $0) }
        #expect(starts == [true, true])
    }

    @Test(arguments: [HTTPMethod.post, .put, .patch, .delete, "OPTIONS"])
    func `writing may start again only while nothing has left, and connects no more`(_ method: HTTPMethod) throws {
        var progress = try progress(method)
        let starts = [0, 0, 1].map { progress.mayStart(bytesSent: $0) }
        #expect(starts == [true, true, false])
        #expect(progress.hasStoppedRepetition)
        let address = NetworkAddress(bytes: [1, 1, 1, 1])
        let connects = [0, 1].map { progress.mayConnect(to: address, bytesSent: $0) }
        #expect(connects == [true, false])
        #expect(!progress.hasRefusedAddress)
    }

    @Test(arguments: [
        ("https://crm.example.com/", CurlClient.Configuration(), [true, false, false, false]),
        ("https://crm.example.com/", .init(allowsPrivateAddresses: true), [true, true, true, false]),
        ("https://crm.example.com/", .init(proxy: "http://10.0.0.1:3128"), [true, true, true, false]),
        ("https://localhost/", .init(), [false, false, true, false]),
        ("http://127.0.0.1/", .init(allowsPrivateAddresses: true), [false, false, true, false]),
    ])
    func `a name leads only where it may`(_ url: String, _ configuration: CurlClient.Configuration, _ allowed: [Bool])
        throws
    {
        let addresses = [[1, 1, 1, 1], [10, 0, 0, 1], [127, 0, 0, 1]].map { NetworkAddress(bytes: $0) } + [nil]
        for (address, isAllowed) in zip(addresses, allowed) {
            var progress = try progress(.get, url, configuration)
            let mayConnect = progress.mayConnect(to: address, bytesSent: 0)
            #expect(mayConnect == isAllowed)
            #expect(progress.hasRefusedAddress == !isAllowed)
        }
    }
}
