import Glibc

/// Variables that libraries obey behind our back.
enum ProcessEnvironment {
    /// Drops proxy variables and libcurl's key log: where our requests go is said by settings alone, and nobody who can
    /// set an environment variable may have the session keys of CRM connections written down.
    static func dropTraps() {
        for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSLKEYLOGFILE"] {
            unsafe unsetenv(name)
            unsafe unsetenv(name.uppercased())
        }
    }
}
