import CallLog

extension PipedriveAdapter: UninstallReceiving {
    public func uninstalled(authorization: String?, body: [UInt8]) throws(UninstallRefusal) -> UninstallNotice {
        // Without a client of ours there are no credentials to know Pipedrive by: empty ones would be anybody's.
        guard configuration.canConnect else { throw .unauthorized }
        do throws(PipedriveUninstall.Refusal) {
            let notice = try PipedriveUninstall(
                authorization: authorization,
                body: body,
                configuration: configuration
            )
            return UninstallNotice(userIDs: notice.userIDs) { notice.concerns($0) }
        } catch {
            switch error {
            case .unauthorized: throw .unauthorized
            case .malformed: throw .malformed
            }
        }
    }
}
