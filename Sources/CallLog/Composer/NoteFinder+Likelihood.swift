extension NoteFinder {
    /// How much a mark looks like a part that the server wrote.
    enum Weight {
        /// Its value is none that the server would write there.
        case unlikely
        case possible
        case certain
    }

    /// What speaks against an end of the note; the sum decides, and of equals the first.
    private enum Cost {
        /// The same part twice after the note: the server writes each once.
        static let repeated = 6
        /// A part after the note with a value that the server would not write.
        static let unlikely = 4
        /// Something in the note that looks exactly as the server would write it.
        static let certainInNote = 4
        /// Something in the note that has a label of ours.
        static let possibleInNote = 2
        /// A part after one that is written later.
        static let outOfOrder = 2
        /// Other text between two parts.
        static let textBetween = 1
    }

    /// What speaks against the parts beginning at a mark, and a bit for each label among them.
    private struct Tail {
        var cost = 0
        var labels: UInt32 = 0
        /// How many marks look exactly like ours from here on, in others' text as well.
        var certainMarks = 0
    }

    /// The end after which what follows looks most like our own parts, each once and in our order, and before which the
    /// least does.
    func likeliestEnd(of ends: [NoteEnd], first: Int) -> NoteEnd? {
        guard ends.count > 1 else { return ends.first }
        let weights = scan.marks[first...].map { weight(of: $0) }
        let tails = tails(first: first, weights: weights)
        // By label, what it costs that the note read so far holds it.
        var costs = [Int](repeating: 0, count: 32)
        var mark = first
        var best: (end: NoteEnd, cost: Int)?
        for end in ends {
            while mark < end.marksInNote {
                if let label = scan.marks[mark].label { costs[label.id] += cost(inNote: weights[mark - first]) }
                mark += 1
            }
            let tail = tails[end.marksAfter - first]
            // A part that also follows the note has been written there: the one in the note is the agent's words.
            let inNote = costs.indices.reduce(0) { tail.labels & 1 << UInt32($1) == 0 ? $0 + costs[$1] : $0 }
            if tail.cost + inNote < best?.cost ?? .max { best = (end, tail.cost + inNote) }
        }
        return best?.end
    }

    private func cost(inNote weight: Weight) -> Int {
        switch weight {
        case .unlikely: 0
        case .possible: Cost.possibleInNote
        case .certain: Cost.certainInNote
        }
    }

    /// For each mark from `first` on, and for the end of the body, what follows from there.
    private func tails(first: Int, weights: [Weight]) -> [Tail] {
        let marks = scan.marks
        var tails = [Tail](repeating: Tail(), count: marks.count - first + 1)
        for index in (first..<marks.count).reversed() {
            let slot = index - first
            let mark = marks[index]
            // Marks within this one are its text.
            let next = firstMark(from: mark.end, after: index)
            var tail = tails[next - first]
            let inside = tails[slot + 1].certainMarks - tail.certainMarks
            tail.certainMarks = tails[slot + 1].certainMarks
            // A block that holds parts of ours has probably lost its end.
            tail.cost += Cost.certainInNote * inside
            if let label = mark.label {
                let bit = UInt32(1) << UInt32(label.id)
                if tail.labels & bit != 0 { tail.cost += Cost.repeated }
                tail.labels |= bit
                if weights[slot] == .certain { tail.certainMarks += 1 }
                if weights[slot] == .unlikely { tail.cost += Cost.unlikely }
                if next < marks.count { tail.cost += cost(of: marks[next], after: mark, label) }
            } else {
                // A second heading after the one that ends the note.
                tail.cost += Cost.repeated
            }
            tails[slot] = tail
        }
        return tails
    }

    private func cost(of mark: BodyMark, after previous: BodyMark, _ label: BodyLabel) -> Int {
        var cost = 0
        if let follower = mark.label, follower.component.rawValue < label.component.rawValue { cost += Cost.outOfOrder }
        let isOpen = markup.hasOpenSections && label.component.isSection
        if !isOpen, !bytes[previous.end..<mark.start].allSatisfy(\.isBlank) { cost += Cost.textBetween }
        return cost
    }

    private func firstMark(from position: Int, after index: Int) -> Int {
        var (low, high) = (index + 1, scan.marks.count)
        while low < high {
            let middle = (low + high) / 2
            if scan.marks[middle].start < position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func weight(of mark: BodyMark) -> Weight {
        guard let label = mark.label else { return .certain }
        let value = bytes[mark.value].trimmed
        if let expected = expectation.values[label.id], expected[...].trimmed == value { return .certain }
        switch label.component {
        case .note: return .possible
        case .aiNote, .transcript, .aceTranscript, .aceSummary, .aceBulletedSummary, .journey: return .certain
        case .dateTime:
            let digits = value.count(where: \.isDigit)
            return digits >= 10 && value.contains(UInt8(ascii: ":")) ? .certain : digits > 0 ? .possible : .unlikely
        case .duration: return Self.isDuration(value) ? .certain : .unlikely
        case .sessionID: return value.count > 5 && value.allSatisfy(\.isDigit) ? .certain : .possible
        case .recordingLink, .voicemailLink, .aceRecordingLink:
            let starts = ["http://", "https://", "(pending...)", "<a "]
            return starts.contains { value.starts(with: $0.utf8) } ? .certain : .unlikely
        case .userNumber, .contactNumber:
            return value.first == UInt8(ascii: "+") && value.count(where: \.isDigit) > 5 ? .certain : .possible
        case .result: return Self.results.contains(Array(value)) ? .certain : .possible
        case .subject:
            let starts = ["Inbound Call", "Outbound Call"]
            return starts.contains { value.starts(with: $0.utf8) } ? .certain : .possible
        case .score: return value.first.map(\.isDigit) == true ? .certain : .possible
        case .userName: return value.elementsEqual("(pending...)".utf8) ? .certain : .possible
        }
    }

    /// What RingCentral reports most as the result of a call.
    private static let results = Set(
        [
            "Accepted", "Call connected", "CallConnected", "Missed", "Hang Up", "Hang up", "Voicemail", "Busy",
            "No Answer", "Disconnected", "Rejected", "Declined", "Abandoned", "Blocked", "Stopped", "Unknown",
            "Wrong Number", "Call Failed", "Call Failure", "Internal Error", "IP Phone offline", "Restricted Number",
            "Answered Not Accepted", "International Disabled",
        ].map { Array($0.utf8) }
    )

    /// Whether the text is `pending` or numbers with `hours`, `minutes` and `seconds`.
    private static func isDuration(_ text: ArraySlice<UInt8>) -> Bool {
        if text.elementsEqual("pending".utf8) { return true }
        let units = ["hour", "hours", "minute", "minutes", "second", "seconds"].map { Array($0.utf8) }
        let parts = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        return !parts.isEmpty
            && parts.allSatisfy { part in
                let words = part.split(separator: 0x20)
                return words.count == 2 && words[0].allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
                    && units.contains { words[1].elementsEqual($0) }
            }
    }
}
