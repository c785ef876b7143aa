import Foundation
import Testing

/// README.md, taken apart.
struct Readme {
    /// A fenced block.
    struct Block {
        /// Of its section: `Deploy behind nginx`.
        var heading: String
        var language: String
        var text: String

        /// Whether it is for a shell: `sh` is a script, `console` a session with prompts and answers.
        var isShell: Bool { language == "sh" || language == "console" }

        /// The commands of a shell block, each on one line with single blanks; no prompts, answers and comments.
        ///
        /// A here-document belongs to its command, as it stands.
        var commands: [String] {
            var lines = text.replacingOccurrences(of: "\\\n", with: " ").components(separatedBy: "\n")
            if language == "console" { lines = lines.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) } }
            var (commands, rest): ([String], ArraySlice<String>) = ([], lines[...])
            while let line = rest.popFirst() {
                let command = line.range(of: "  #").map { line[..<$0.lowerBound] } ?? line[...]
                let words = command.split(separator: " ")
                if words.isEmpty || command.hasPrefix("#") { continue }
                var text = words.joined(separator: " ")
                if let end = text.firstMatch(of: #/(?:^|[^<])<<-?\s*["']?(\w+)/#)?.1 {
                    while let line = rest.popFirst() {
                        text += "\n" + line
                        if line == end { break }
                    }
                }
                commands.append(text)
            }
            return commands
        }
    }

    let blocks: [Block]

    init() throws {
        let text = try String(contentsOfFile: "\(Program.root)/README.md", encoding: .utf8)
        var (blocks, heading): ([Block], String) = ([], "")
        var open: Block?
        for line in text.components(separatedBy: "\n") {
            if let block = open {
                if line == "```" {
                    blocks.append(block)
                    open = nil
                } else {
                    open?.text += line + "\n"
                }
            } else if line.hasPrefix("```") {
                open = Block(heading: heading, language: String(line.dropFirst(3)), text: "")
            } else if line.hasPrefix("#") {
                heading = line.trimmingCharacters(in: CharacterSet(charactersIn: "# "))
            }
        }
        try #require(open == nil, "a block of README does not end")
        self.blocks = blocks
    }

    /// What stands in a source file between `// README: HEADING` and `// README: end`.
    static func marked(_ heading: String, in file: String) throws -> String {
        let text = try String(contentsOfFile: "\(Program.root)/\(file)", encoding: .utf8)
        let start = try #require(text.range(of: "// README: \(heading)\n"), "no such marker in \(file)")
        let end = try #require(text.range(of: "// README: end\n", range: start.upperBound..<text.endIndex))
        return String(text[start.upperBound..<end.lowerBound])
    }
}
