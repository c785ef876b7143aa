#if CALLLOG_FAULT_HOOKS
    import CallLog
    import Glibc
    import Synchronization

    /// What tests let happen at a ``FaultPoint``, only in test builds.
    ///
    /// `CALLLOG_FAULT=afterSend:kill` kills the process there, `afterStamp:stop` stops it; `CALLLOG_FAULT_ONCE=FILE`
    /// makes it happen only in the one process that can create FILE.
    enum FaultAction {
        static func install(from environment: [String: String]) {
            guard let text = environment["CALLLOG_FAULT"] else { return }
            let parts = text.split(separator: ":")
            guard parts.count == 2, let point = FaultPoint(rawValue: String(parts[0])) else {
                StandardError.write("calllog-fcgi: CALLLOG_FAULT is not point:action")
                exit(78)
            }
            let signal = parts[1] == "stop" ? SIGSTOP : SIGKILL
            let once = environment["CALLLOG_FAULT_ONCE"]
            FaultPoint.install { reached in
                guard reached == point else { return }
                if let once {
                    let descriptor = unsafe open(once, O_CREAT | O_EXCL | O_WRONLY, 0o600)
                    guard descriptor >= 0 else { return }
                    close(descriptor)
                }
                kill(getpid(), signal)
                // The signal may reach another thread first: this one must not get any further.
                usleep(100_000)
            }
        }
    }
#endif
