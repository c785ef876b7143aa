import CallLog
import StrictJSON

/// One platform's part of the manifest: what the client reads of it and no more (contract 13.2, client.md section 1).
struct PlatformManifest {
    private let adapter: any CRMAdapter
    private let serverURL: String
    private let timeoutInSeconds: Int

    init(_ adapter: any CRMAdapter, serverURL: String, timeoutInSeconds: Int) {
        self.adapter = adapter
        self.serverURL = serverURL
        self.timeoutInSeconds = timeoutInSeconds
    }

    var json: JSONObject {
        let profile = adapter.profile
        var object: JSONObject = [
            "name": .string(adapter.platform.rawValue),
            "displayName": .string(profile.displayName),
            "urlIdentifier": .string(profile.urlIdentifier),
            "embedUrls": [.string(Self.pages(profile.urlIdentifier))],
            "auth": authentication(profile.authentication),
            "contactTypes": .array(profile.contactTypes.map { ["display": .string($0), "value": .string($0)] }),
            "canOpenLogPage": .bool(profile.canOpenLogPage),
        ]
        object["contactPageUrl"] = profile.contactPageURL.map { .string($0) }
        object["logPageUrl"] = profile.logPageURL.map { .string($0) }
        object["page"] = [
            "callLog": ["additionalFields": .array(profile.callLogFields.map { Self.field($0) })],
            "useContactSearch": .bool(profile.usesContactSearch),
        ]
        object["settings"] = [Self.logSettings]
        object["requestConfig"] = ["timeout": .integer(timeoutInSeconds)]
        object["rcAdditionalSubmission"] = []
        object["disableDisposition"] = .bool(!(adapter is any DispositionWriting))
        object["useLicense"] = false
        object["autoLoginCRMWithRingCentralLogin"] = false
        return object
    }

    /// The pages of the CRM as the client's pattern.
    private static func pages(_ identifier: String) -> String {
        identifier.contains("/") ? identifier : "https://\(identifier)/*"
    }

    private func authentication(_ authentication: AdapterProfile.Authentication) -> JSONValue {
        switch authentication {
        case .apiKey(let title, let fields):
            [
                "type": "apiKey",
                "apiKey": ["page": ["title": .string(title), "content": .array(fields.map { Self.field($0) })]],
            ]
        case .oauth(let authorizeURL, let clientID, let redirectURI):
            [
                "type": "oauth",
                "oauth": [
                    "authUrl": .string(authorizeURL), "clientId": .string(clientID),
                    "redirectUri": .string(redirectURI.isEmpty ? "\(serverURL)/pipedrive-redirect" : redirectURI),
                ],
            ]
        }
    }

    private static func field(_ field: AdapterProfile.Field) -> JSONValue {
        var object: JSONObject = [
            "const": .string(field.const), "title": .string(field.title), "type": .string(field.type),
        ]
        if field.isRequired { object["required"] = true }
        if field.isContactDependent { object["contactDependent"] = true }
        return .object(object)
    }

    /// What a log body holds, with the defaults this server really uses (contract 8.2).
    private static var logSettings: JSONValue {
        var items: [JSONValue] = ComposerSettings.switches.map { entry in
            [
                "id": .string(entry.id), "type": "boolean", "name": .string(entry.title),
                "defaultValue": .bool(entry.isOnByDefault),
            ]
        }
        items.append([
            "id": .string(ComposerSettings.dateFormatID), "type": "option", "name": "Format of dates and times",
            "options": .array(ComposerSettings.dateFormats.map { ["id": .string($0), "name": .string($0)] }),
            "defaultValue": .string(ComposerSettings.defaultDateFormat),
        ])
        return ["id": "callLogDetails", "type": "section", "name": "Call log details", "items": .array(items)]
    }
}
