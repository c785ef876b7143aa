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

    /// The end after which what follows looks most like our own parts, each once and in our order, and before which the
    /// least does.
    func likeliestEnd(of ends: [NoteEnd], first: Int) -> NoteEnd? {
        guard ends.count > 1 else { return ends.first }
        let weights = scan.marks[first...].map { weight(of: $0) }
        let tails = tailCosts(first: first, weights: weights)
        // What the note costs that ends before each mark.
        var noteCosts = [0]
        for (mark, weight) in zip(scan.marks[first...], weights) {
            let cost =
                switch weight {
                case _ where mark.label == nil: 0
                case .unlikely: 0
                case .possible: Cost.possibleInNote
                case .certain: Cost.certainInNote
                }
            noteCosts.append(noteCosts[noteCosts.count - 1] + cost)
        }
        return ends.min {
            noteCosts[$0.marksInNote - first] + tails[$0.marksAfter - first]
                < noteCosts[$1.marksInNote - first] + tails[$1.marksAfter - first]
        }
    }

    /// For each mark from `first` on, and for the end of the body, what speaks against the parts beginning there.
    private func tailCosts(first: Int, weights: [Weight]) -> [Int] {
        let marks = scan.marks
        var costs = [Int](repeating: 0, count: marks.count - first + 1)
        var labels = [UInt32](repeating: 0, count: costs.count)
        var certainFrom = [Int](repeating: 0, count: costs.count)
        for index in (first..<marks.count).reversed() {
            let slot = index - first
            let mark = marks[index]
            certainFrom[slot] = certainFrom[slot + 1] + (weights[slot] == .certain && mark.label != nil ? 1 : 0)
            // Marks within this one are its text.
            let next = firstMark(from: mark.end, after: index)
            var cost = costs[next - first]
            // A block that holds parts of ours has probably lost its end.
            cost += Cost.certainInNote * (certainFrom[slot + 1] - certainFrom[next - first])
            if let label = mark.label {
                let bit = UInt32(1) << UInt32(label.id)
                if labels[next - first] & bit != 0 { cost += Cost.repeated }
                labels[slot] = labels[next - first] | bit
                if weights[slot] == .unlikely { cost += Cost.unlikely }
                if next < marks.count {
                    if let follower = marks[next].label, follower.component.rawValue < label.component.rawValue {
                        cost += Cost.outOfOrder
                    }
                    let isOpen = markup.hasOpenSections && label.component.isSection
                    if !isOpen, !bytes[mark.end..<marks[next].start].allSatisfy(\.isBlank) { cost += Cost.textBetween }
                }
            } else {
                // A second heading after the one that ends the note.
                cost += Cost.repeated
                labels[slot] = labels[next - first]
            }
            costs[slot] = cost
        }
        return costs
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
