import CallLog
import SessionToken
import Settings

/// The keys of the settings, checked; missing ones derived from the server's secret.
struct Keys {
    let secret: ServerSecret
    let dataKey: DataKey
    let previousDataKeys: [DataKey]
    let hashing: IdentifierHash

    init(_ settings: ServerSettings) throws(AssemblyError) {
        let secret = try Self.named("APP_SERVER_SECRET_KEY") { () throws(KeyError) in
            try ServerSecret(settings.serverSecret.exposedText)
        }
        self.secret = secret
        dataKey = try Self.named("CALLLOG_DATA_KEY") { () throws(KeyError) in
            if let key = settings.dataKey { try DataKey(key.exposedText) } else { try DataKey(derivedFrom: secret) }
        }
        previousDataKeys = try Self.named("CALLLOG_DATA_KEY_PREVIOUS") { () throws(KeyError) in
            var keys: [DataKey] = []
            if let key = settings.previousDataKey { keys.append(try DataKey(key.exposedText)) }
            // A server that gets its first key of its own still opens what the derived one wrote.
            if settings.dataKey != nil { keys.append(try DataKey(derivedFrom: secret)) }
            return keys
        }
        hashing = try Self.named("HASH_KEY") { () throws(KeyError) in
            if let key = settings.hashKey {
                try IdentifierHash(key: key.exposedText)
            } else {
                try IdentifierHash(derivedFrom: secret)
            }
        }
    }

    func box(random: any RandomSource) -> SecretBox {
        SecretBox(current: dataKey, previous: previousDataKeys, random: random)
    }

    func tokenCoder(life: Duration, random: any RandomSource) throws(AssemblyError) -> SessionTokenCoder {
        try Self.named("APP_SERVER_SECRET_KEY") { () throws(KeyError) in
            try SessionTokenCoder(secret: secret, defaultLife: life, random: random)
        }
    }

    private static func named<Key>(
        _ setting: String,
        _ make: () throws(KeyError) -> Key
    ) throws(AssemblyError) -> Key {
        do throws(KeyError) {
            return try make()
        } catch {
            throw .setting(SettingError(setting, "\(error). \(error.advice)"))
        }
    }
}
