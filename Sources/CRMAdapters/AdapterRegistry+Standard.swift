import CallLog
import HTTPCore

extension AdapterRegistry {
    /// Every adapter we ship: a new CRM is one line here.
    public static func standard(
        store: any Store,
        time: any TimeSource,
        testCRMKeys: AcceptedAPIKeys = .none
    ) -> AdapterRegistry {
        [
            TestCRMAdapter(store: store, time: time, apiKeys: testCRMKeys)
        ]
    }
}
