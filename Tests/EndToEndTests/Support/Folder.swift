import Foundation
import Testing

/// A directory of its own for one test.
final class Folder {
    let path: String

    init() throws {
        path = "/tmp/calllog-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    func text(_ name: String) -> String { (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? "" }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
    }

    /// The permission bits; `nil` if there is nothing.
    func mode(_ name: String) -> Int? {
        try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    /// Everything but directories, by name.
    var files: [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            (try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.type]) as? FileAttributeType
                != .typeDirectory
        }.sorted()
    }

    /// The first files whose text has `text` in it.
    func files(with text: String) -> [String] { files.filter { self.text($0).contains(text) } }
}
