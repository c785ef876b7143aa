import Foundation
import Testing

@testable import CurlClient

@Suite struct CABundleTests {
    @Test(
        arguments: [
            ["/etc/ssl/certs/ca-certificates.crt"],
            ["/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"],
            ["/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"],
            ["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"],
            ["/etc/ssl/ca-bundle.pem", "/var/lib/ca-certificates/ca-bundle.pem"],
            ["/var/lib/ca-certificates/ca-bundle.pem"],
        ]
    )
    func `each distribution's bundle is found`(_ files: [String]) throws {
        #expect(try CABundle.path(named: nil) { files.contains($0) } == files[0])
    }

    @Test func `a named file is the only one considered`() throws {
        #expect(try CABundle.path(named: "/mine.pem") { _ in true } == "/mine.pem")
        let error = #expect(throws: CurlClientError.self) {
            try CABundle.path(named: "/mine.pem") { $0 != "/mine.pem" }
        }
        #expect(error?.detail == "/mine.pem")
    }

    @Test func `without any, every place that was looked at is told`() {
        let error = #expect(throws: CurlClientError.self) { try CABundle.path(named: nil) { _ in false } }
        #expect(error?.reason == .caFileMissing)
        for place in CABundle.usualPlaces { #expect(error?.detail.contains(place) == true) }
    }

    @Test func `only a file with something in it counts`() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (full, empty) = (directory.appendingPathComponent("full"), directory.appendingPathComponent("empty"))
        try Data("certificate".utf8).write(to: full)
        try Data().write(to: empty)
        let link = directory.appendingPathComponent("link")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: full)
        #expect(ReadableFile.hasContents(full.path))
        #expect(ReadableFile.hasContents(link.path))
        for path in [empty.path, directory.path, full.path + "-missing", ""] {
            #expect(!ReadableFile.hasContents(path), "\(path)")
        }
    }
}
