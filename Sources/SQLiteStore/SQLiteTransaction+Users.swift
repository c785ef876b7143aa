import CallLog
import StrictJSON

extension SQLiteTransaction {
    private static let userColumns = """
        platform, id, name, hostname, time_zone_name, time_zone_offset, access_token, refresh_token, token_expiry, \
        additional_info, settings, hashed_account_id, hashed_extension_id, session_version, \
        accepts_unversioned_tokens, is_revoked, created_at, updated_at
        """
    private static let selectUser = "SELECT \(userColumns) FROM users WHERE platform = ? AND id = ?"
    private static let selectUsers = "SELECT \(userColumns) FROM users ORDER BY platform, id"
    private static let putUser = """
        REPLACE INTO users (\(userColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    func user(_ id: CRMUserID, platform: Platform) throws(StoreError) -> CRMUser? {
        try connection.query(Self.selectUser, [.text(platform.rawValue), .text(id.rawValue)], user(from:)).first
    }

    func users() throws(StoreError) -> [CRMUser] {
        try connection.query(Self.selectUsers, [], user(from:))
    }

    func put(_ user: CRMUser) throws(StoreError) {
        let (platform, id) = (user.platform.rawValue, user.id.rawValue)
        try connection.run(
            Self.putUser,
            [
                .text(platform), .text(id), .text(user.name), .text(user.hostname),
                .optionalText(user.timeZoneName), .optionalText(user.timeZoneOffset),
                try sealed(user.accessToken?.exposedText, context: context("users.access_token", platform, id)),
                try sealed(user.refreshToken?.exposedText, context: context("users.refresh_token", platform, id)),
                .optionalTime(user.tokenExpiry),
                .text(JSONValue.object(user.additionalInfo).text), .text(JSONValue.object(user.settings).text),
                .optionalText(user.hashedAccountID), .optionalText(user.hashedExtensionID),
                .text(user.sessionVersion), .integer(user.acceptsUnversionedTokens ? 1 : 0),
                .integer(user.isRevoked ? 1 : 0),
                .time(user.createdAt), .time(user.updatedAt),
            ]
        )
    }

    func removeUser(_ id: CRMUserID, platform: Platform) throws(StoreError) {
        try connection.run(
            "DELETE FROM users WHERE platform = ? AND id = ?",
            [.text(platform.rawValue), .text(id.rawValue)]
        )
    }

    private func user(from row: SQLiteRow) throws(StoreError) -> CRMUser {
        let (platform, id) = (row.text(0), row.text(1))
        let access = try opened(row.optionalBlob(6), context: context("users.access_token", platform, id))
        let refresh = try opened(row.optionalBlob(7), context: context("users.refresh_token", platform, id))
        return CRMUser(
            platform: Platform(rawValue: platform),
            id: CRMUserID(rawValue: id),
            name: row.text(2),
            hostname: row.text(3),
            timeZoneName: row.optionalText(4),
            timeZoneOffset: row.optionalText(5),
            accessToken: access.map { AccessToken($0) },
            refreshToken: refresh.map { RefreshToken($0) },
            tokenExpiry: row.optionalTime(8),
            additionalInfo: try object(row.text(9)),
            settings: try object(row.text(10)),
            hashedAccountID: row.optionalText(11),
            hashedExtensionID: row.optionalText(12),
            sessionVersion: row.text(13),
            acceptsUnversionedTokens: row.integer(14) != 0,
            isRevoked: row.integer(15) != 0,
            createdAt: row.time(16),
            updatedAt: row.time(17)
        )
    }
}
