/// Which file of CA certificates to trust.
enum CABundle {
    /// Where distributions keep theirs: Debian, Arch and Alpine; Fedora and RHEL, before and after their move; SUSE,
    /// under both of its names; other systems with OpenSSL.
    static let usualPlaces = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/ca-bundle.pem",
        "/var/lib/ca-certificates/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// The named file, and no other if there is a name; else the first usable one of the usual places.
    ///
    /// libcurl is told the file in either case: the place built into it is that of the machine it was built on.
    static func path(
        named name: String?,
        isUsable: (String) -> Bool = ReadableFile.hasContents
    ) throws(CurlClientError) -> String {
        let candidates = name.map { [$0] } ?? usualPlaces
        guard let path = candidates.first(where: isUsable) else {
            throw CurlClientError(.caFileMissing, detail: candidates.joined(separator: ", "))
        }
        return path
    }
}
