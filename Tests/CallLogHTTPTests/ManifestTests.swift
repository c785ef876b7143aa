import CallLog
import HTTPCore
import StrictJSON
import Testing

@testable import CallLogHTTP

@Suite struct ManifestTests {
    @Test func `the manifest holds every platform, the one for all pages last`() async throws {
        let manifest = try await TestServer().get("/crmManifest").json
        #expect(manifest["serverUrl"] == "https://crm.test:8080")
        #expect(manifest["author"]?["name"] == "Test Author")
        #expect(manifest["version"] == "1.2.3")
        #expect(manifest["platforms"]?.objectValue?.keys == ["pipedrive", "testCRM"])
        for (name, platform) in manifest["platforms"]?.objectValue?.members ?? [] {
            #expect(platform["name"] == .string(name))
        }
        #expect(
            manifest["platforms"]?["testCRM"]?["auth"]?["apiKey"]?["page"]?["content"]?.arrayValue?.first?["const"]
                == "apiKey"
        )
        let oauth = manifest["platforms"]?["pipedrive"]?["auth"]?["oauth"]
        #expect(oauth?["redirectUri"] == "https://x.test/pipedrive-redirect")
        #expect(manifest["platforms"]?["pipedrive"]?["disableDisposition"] == true, "this one stores none")
        #expect(manifest["platforms"]?["testCRM"]?["disableDisposition"] == false)
    }

    @Test func `settings show what the server really does`() async throws {
        let manifest = try await TestServer().get("/crmManifest?platformName=testCRM").json
        #expect(manifest["platforms"]?.objectValue?.keys == ["testCRM"])
        let items = try #require(
            manifest["platforms"]?["testCRM"]?["settings"]?.arrayValue?.first?["items"]?.arrayValue
        )
        let shown = items.filter { $0["type"] == "boolean" }
        #expect(shown.compactMap { $0["id"]?.stringValue } == ComposerSettings.switches.map(\.id))
        #expect(shown.compactMap { $0["defaultValue"]?.boolValue } == ComposerSettings.switches.map(\.isOnByDefault))
        #expect(items.last?["defaultValue"] == .string(ComposerSettings().dateFormat))
    }

    @Test func `a platform without an address of its own comes back to us`() async throws {
        let server = try TestServer(publicURL: "https://calls.test/base")
        server.crm.change { $0.redirectURI = "" }
        let manifest = try await server.get("/crmManifest?platformName=pipedrive").json
        #expect(manifest["serverUrl"] == "https://calls.test/base")
        #expect(
            manifest["platforms"]?["pipedrive"]?["auth"]?["oauth"]?["redirectUri"]
                == "https://calls.test/base/pipedrive-redirect"
        )
    }

    @Test func `an unknown platform is refused in plain text`() async throws {
        let reply = try await TestServer().get("/crmManifest?platformName=nope")
        #expect(reply.status == .badRequest)
        #expect(reply.text == "Platform not found")
        #expect(try await TestServer().get("/crmManifest?platformName=default").status == .ok)
    }

    @Test(arguments: ["evil.test/x", "a b", "a\"b", "a<b", String(repeating: "a", count: 256), "a@b"])
    func `a host that is none does not get into the manifest`(host: String) async throws {
        let reply = try await TestServer().get("/crmManifest", headers: ["host": host])
        #expect(reply.status == .badRequest)
    }

    @Test func `interfaces are those the adapter has`() async throws {
        let server = try TestServer()
        let testCRM = try await server.get("/implementedInterfaces?platform=testCRM").json
        #expect(testCRM["getBasicAuth"] == true && testCRM["getOauthInfo"] == nil)
        #expect(testCRM["upsertCallDisposition"] == true && testCRM["createContact"] == true)
        let other = try await server.get("/implementedInterfaces?platform=pipedrive").json
        #expect(other["getOauthInfo"] == true && other["getBasicAuth"] == nil)
        #expect(other["upsertCallDisposition"] == false && other["createMessageLog"] == false)
        #expect(await server.get("/implementedInterfaces").text == "Please provide platform.")
        #expect(await server.get("/implementedInterfaces?platform=nope").status == .badRequest)
    }

    @Test func `versions agree`() async throws {
        let server = try TestServer()
        #expect(await server.get("/serverVersionInfo").text == #"{"version":"1.2.3"}"#)
        let notes = try await server.get("/releaseNotes").json
        #expect(notes["1.2.3"]?["global"]?.arrayValue?.isEmpty == false)
    }
}
