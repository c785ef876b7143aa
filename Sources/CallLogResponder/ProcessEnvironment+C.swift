import Glibc

/// What the process has from those who start it, and should not act on.
enum ProcessEnvironment {
    /// Drops proxy variables and libcurl's key log: where our requests go is said by settings alone, and nobody who can
    /// set an environment variable may have the session keys of CRM connections written down.
    static func dropTraps() {
        for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSLKEYLOGFILE"] {
            unsafe unsetenv(name)
            unsafe unsetenv(name.uppercased())
        }
    }

    /// Keeps libdispatch, under Swift's tasks, from telling syslog at each start that nobody but root may raise the
    /// priority of threads. Whoever sets the variable reads it.
    static func silenceDispatch() {
        unsafe setenv("LIBDISPATCH_LOG", "NO", 0)
    }

    /// Lets a crash leave no core file: it would hold every key and token. Where the system refuses, as a sandbox may,
    /// the limit stays as it is (`setrlimit(2)`).
    static func forbidCoreFiles() {
        var nothing = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &nothing)
    }

    /// Lets a crash end the process at once, whatever the Swift runtime found to say about it.
    ///
    /// Where a toolchain is installed its runtime catches crashes, stops all threads and has memory and registers
    /// printed. One of ours waits for signals and takes the one it is to be stopped by: the process would stand still
    /// for ever, neither dead nor replaced. And what is printed could be a secret.
    ///
    /// - Returns: Whether every signal is as it was made (`sigaction(2)`).
    static func letCrashesKill() -> Bool {
        var standard = sigaction()
        unsafe standard.__sigaction_handler.sa_handler = SIG_DFL
        return [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP].allSatisfy { signal in
            unsafe sigaction(signal, &standard, nil) == 0
        }
    }
}
