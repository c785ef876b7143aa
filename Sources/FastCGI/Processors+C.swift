import Glibc

/// The machine's processors.
enum Processors {
    /// How many are in use (`sysconf`); at least 1.
    static var count: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
}
