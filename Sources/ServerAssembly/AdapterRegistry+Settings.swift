import CRMAdapters
import CallLog
import Settings

extension AdapterRegistry {
    /// Every adapter that the settings offer.
    ///
    /// - Parameter traffic: Counts what the adapters send.
    /// - Returns: The adapters, and the settings that reach for this machine instead of a CRM.
    public static func offered(
        by settings: ServerSettings,
        store: any Store,
        time: any TimeSource,
        traffic: CRMTraffic = CRMTraffic()
    ) throws(AssemblyError) -> (adapters: AdapterRegistry, loopbackSettings: [String]) {
        let pipedrive = try Outbound.pipedrive(settings, traffic)
        let adapters = AdapterRegistry.standard(
            store: store,
            time: time,
            testCRMKeys: AcceptedAPIKeys(list: settings.testCRMKeys?.exposedText),
            pipedrive: pipedrive
        )
        return (adapters, pipedrive?.configuration.loopbackSettings ?? [])
    }
}
