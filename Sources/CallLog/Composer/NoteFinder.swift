/// What is known of the note that a body holds, to tell where it ends.
struct NoteExpectation: Sendable {
    /// Of the note as it was last written into the body.
    var fingerprint: NoteFingerprint?
    /// SHA-256; without it the fingerprint is of no use.
    var digest: (@Sendable ([UInt8]) -> [UInt8])?
    /// A note that the body may hold already, in the body's markup.
    var text: [UInt8]?
    /// Whether ``text`` is known to stand there.
    var isCertain = false
    /// Values that the server is likely to have written, by the number of their label.
    var values: [Int: [UInt8]] = [:]
}

/// Tells an agent's note from the parts that follow it.
///
/// A note may look like anything, also like the parts of a body, and nothing in the body says where it ends. Its
/// fingerprint does, if nobody has changed the note in the CRM; else every place where a part could begin is weighed.
struct NoteFinder {
    let bytes: [UInt8]
    let markup: any BodyMarkup
    let scan: BodyScan
    let expectation: NoteExpectation

    func note() -> NoteBlock? {
        if let note = noteByFingerprint() ?? certainNote() { return note }
        guard let opening = firstOpening() else { return nil }
        let first = scan.marks.firstIndex { $0.start >= opening.textStart } ?? scan.marks.count
        let ends = markup.noteEnds(after: opening, marks: scan.marks, first: first, in: bytes)
        guard let likeliest = likeliestEnd(of: ends, first: first) else { return nil }
        return block(opening, expectedEnd(among: ends, from: opening, unlessBefore: likeliest) ?? likeliest)
    }

    private func block(_ opening: NoteOpening, _ end: NoteEnd) -> NoteBlock {
        NoteBlock(range: opening.start..<end.block, text: opening.textStart..<end.text)
    }

    private func noteByFingerprint() -> NoteBlock? {
        guard let fingerprint = expectation.fingerprint, let digest = expectation.digest else { return nil }
        // More openings than this stand in no honest body, and each costs a hash.
        for opening in scan.openings.prefix(16) {
            let end = opening.textStart + fingerprint.byteCount
            guard fingerprint.byteCount >= 0, end <= bytes.count, let match = noteEnd(at: end, of: opening),
                digest(Array(bytes[opening.textStart..<end])) == fingerprint.digest
            else { continue }
            return block(opening, match)
        }
        return nil
    }

    private func certainNote() -> NoteBlock? {
        guard expectation.isCertain, let text = expectation.text else { return nil }
        for opening in scan.openings where bytes.has(text, at: opening.textStart) {
            if let end = noteEnd(at: opening.textStart + text.count, of: opening) { return block(opening, end) }
        }
        return nil
    }

    /// A place, of those where a note can end at all, right after the text up to `end`.
    private func noteEnd(at end: Int, of opening: NoteOpening) -> NoteEnd? {
        let first = scan.marks.firstIndex { $0.start >= opening.textStart } ?? scan.marks.count
        let ends = markup.noteEnds(after: opening, marks: scan.marks, first: first, in: bytes)
        if let match = ends.first(where: { $0.text == end }) { return match }
        guard markup.notesEndAtAnyLine, end == bytes.count || bytes[end] == 0x0A else { return nil }
        return NoteEnd(text: end, block: end, marksInNote: 0, marksAfter: 0)
    }

    /// The first opening that is no text of a block.
    private func firstOpening() -> NoteOpening? {
        guard let first = scan.openings.first else { return nil }
        if markup.hasOpenSections { return first }
        var end = 0
        var marks = scan.marks[...]
        for opening in scan.openings {
            while let mark = marks.first, mark.start < opening.start {
                if mark.start >= end, mark.label?.component.isSection == true { end = mark.end }
                marks.removeFirst()
            }
            if opening.start >= end { return opening }
        }
        return nil
    }

    /// Where the note ends if it is the expected one.
    ///
    /// A shorter end than the likeliest is taken only if all between the two is the server's: else the expected note is
    /// what remains after somebody has cut the end off, and the old one is still in the body.
    private func expectedEnd(
        among ends: [NoteEnd],
        from opening: NoteOpening,
        unlessBefore likeliest: NoteEnd
    ) -> NoteEnd? {
        guard let text = expectation.text, bytes.has(text, at: opening.textStart),
            let end = noteEnd(at: opening.textStart + text.count, of: opening)
        else { return nil }
        // Where a heading follows, the expected note is hardly the beginning of another by chance.
        if end.text >= likeliest.text || !markup.notesEndAtAnyLine { return end }
        var position = end.text
        for mark in scan.marks where mark.start >= end.text && mark.start < likeliest.text {
            if mark.start < position { continue }
            guard bytes[position..<mark.start].allSatisfy({ $0 == 0x0A }), weight(of: mark) != .unlikely else {
                return nil
            }
            position = mark.end
        }
        return position >= likeliest.text ? end : nil
    }
}
