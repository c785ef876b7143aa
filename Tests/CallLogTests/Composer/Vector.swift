import Foundation
import StrictJSON
import Testing

@testable import CallLog

/// A body that the reference composed, from the contract's vectors.
struct Vector: Sendable, CustomTestStringConvertible {
    let id: String
    let what: String
    let input: JSONObject
    let output: String

    var testDescription: String { "\(id): \(what)" }

    /// What the reference gets right (contract 8.8).
    static let right = load("compose")
    /// What it gets wrong (contract 8.9).
    static let wrong = load("compose-defects")

    private static func load(_ name: String) -> [Vector] {
        guard let url = Bundle.module.url(forResource: name, withExtension: "jsonl", subdirectory: "Vectors"),
            let data = try? Data(contentsOf: url)
        else { return [] }
        return data.split(separator: 0x0A).compactMap { line in
            guard let object = try? JSONValue(parsing: Array(line)).objectValue, let id = object["id"]?.stringValue,
                let what = object["what"]?.stringValue, let input = object["in"]?.objectValue,
                let output = object["out"]?.stringValue
            else { return nil }
            return Vector(id: id, what: what, input: input, output: output)
        }
    }

    /// What `calllogctl compose` makes of the vector's input; `existing` may name another vector.
    func composed() -> String? {
        var input = input
        if let name = input["existing"]?.stringValue, let other = Self.right.first(where: { $0.id == name }) {
            input["existing"] = .string(Expected.output(of: other))
        }
        let line = JSONValue.object(["id": .string(id), "in": .object(input)]).encoded
        return ComposeLine().answer(to: line).flatMap { try? JSONValue(parsing: $0)["out"]?.stringValue }
    }
}

/// What is right where the reference is not.
enum Expected {
    static func output(of vector: Vector) -> String { outputs[vector.id] ?? vector.output }

    static let outputs: [String: String] = [
        // The extension of the RingCentral user, not of the other party.
        "P9": "- RingCentral user name: (pending...)\n- RingCentral number and extension: +16505550100 101\n",
        // No blank line more with each update.
        "M6": "**Result**: Accepted\n### AI Note\nNew recap\n### Transcript\nA: Hello\nB: Hi\n\n",
        "BUG-P1": "- Note: Budget $100\n- Summary: S1\n",
        "BUG-H1": "<b>Agent notes</b><br>Budget $100<br><br><b>Call details</b><br><li><b>Summary</b>: S1</li>",
        "BUG-H2": "<li><b>Summary</b>: Deal $1200</li>",
        "BUG-P2": """
        - Note: Agreed plan:
        - Result: customer happy
        - Duration: two weeks
        - Duration: 1 minute, 5 seconds
        - Result: Accepted

        """,
        "BUG-P3": "- Note: X\n- Duration: 5 seconds\n",
        "BUG-P4": "- Result: Accepted\n",
        "BUG-P5": Vector.right.first { $0.id == "P18" }?.output ?? "",
        "BUG-P6": "- Contact Number: +1212\n- Result: x\n",
        "BUG-P7": "hand edited\n- Duration: 5 seconds\n",
        "BUG-H3": """
        <b>Agent notes</b><br>&lt;script&gt;alert(1)&lt;/script&gt;<br><br><b>Call details</b><br>\
        <li><b>Call recording link</b>: <a target="_blank" href="http://x/&quot; onclick=&quot;evil()">open</a></li>
        """,
        "BUG-H4": "<li><b>Summary</b>: New</li>",
        "BUG-H5": "<b>Agent notes</b><br>N2<br><br><b>Call details</b><br><li>x</li>",
        "BUG-M1": """
        ### ACE transcript
        T
        ### ACE summary
        new
        **Call score**: 87
        ### ACE bulleted summary
        - one
        - two

        **ACE recording link**: https://rs.example.com/1

        """,
        "BUG-M2": "### AI Note\nNew\n",
    ]
}
