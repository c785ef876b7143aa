import Glibc

extension CGIVariables {
    /// Copies an environment: pointers to `NAME=value`, ended by a null pointer.
    ///
    /// An entry without `=` counts as an empty value.
    init(copying environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) {
        entries.reserveCapacity(40)
        bytes.reserveCapacity(2048)
        guard var next = unsafe environment else { return }
        while let entry = unsafe next.pointee {
            let length = unsafe strlen(entry)
            let start = bytes.count
            let end = start + length
            unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: entry, count: length))
            if let equals = unsafe memchr(entry, CInt(UInt8(ascii: "=")), length) {
                let nameEnd = unsafe start + (equals - UnsafeMutableRawPointer(entry))
                entries.append(Entry(name: start..<nameEnd, value: (nameEnd + 1)..<end))
            } else {
                entries.append(Entry(name: start..<end, value: end..<end))
            }
            unsafe next += 1
        }
    }

    /// The environment of this process, where plain CGI finds the request (RFC 3875 section 7.2).
    ///
    /// Call it before anything changes the environment.
    public static func ofProcess() -> CGIVariables {
        unsafe CGIVariables(copying: environ)
    }
}
