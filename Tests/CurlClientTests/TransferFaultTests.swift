import HTTPCore
import Testing

@testable import CurlClient

@Suite struct TransferFaultTests {
    @Test(arguments: [
        (TransferFault.address, HTTPClientError.Reason.refused, HTTPClientError.Reason.connectionLost),
        (.name, .nameNotResolved, .connectionLost),
        (.connection, .connectionFailed, .connectionLost),
        (.tls, .tlsFailed, .connectionLost),
        (.time, .timedOutBeforeSending, .timedOutAfterSending),
        (.transport, .connectionFailed, .connectionLost),
        (.reply, .connectionFailed, .badReply),
    ])
    func `once a byte has left no fault counts as not executed`(
        _ fault: TransferFault,
        unsent: HTTPClientError.Reason,
        sent: HTTPClientError.Reason
    ) {
        let before = fault.error(requestLeft: false, detail: "")
        let after = fault.error(requestLeft: true, detail: "")
        #expect(before.reason == unsent)
        #expect(after.reason == sent)
        #expect(!before.mayHaveExecuted)
        #expect(after.mayHaveExecuted)
    }
}
