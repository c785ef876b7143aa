import CallLog
import HTTPCore

extension AdapterRegistry {
    /// Every adapter we ship: a new CRM is one line here.
    ///
    /// - Parameter pipedrive: How to reach Pipedrive, and by what; `nil` leaves it out.
    public static func standard(
        store: any Store,
        time: any TimeSource,
        testCRMKeys: AcceptedAPIKeys = .none,
        pipedrive: (configuration: PipedriveConfiguration, http: any HTTPClient)? = nil
    ) -> AdapterRegistry {
        let adapters: [(any CRMAdapter)?] = [
            TestCRMAdapter(store: store, time: time, apiKeys: testCRMKeys),
            pipedrive.map {
                PipedriveAdapter(http: $0.http, configuration: $0.configuration, store: store, time: time)
            },
        ]
        return AdapterRegistry(adapters.compactMap { $0 })
    }
}
