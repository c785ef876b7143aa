/// Brings a body under a CRM's limit by cutting long texts that RingCentral keeps anyway.
struct BodyShortener {
    let markup: any BodyMarkup
    /// The agent's note as it stands in the body; never cut.
    let note: [UInt8]?

    /// What may be cut, the first thing first.
    private static let expendable: [BodyComponent] = [.transcript, .aceTranscript, .aiNote]

    /// The body in at most `limit` bytes, if cutting ``expendable`` parts suffices; else as short as that makes it.
    func shortened(_ body: [UInt8], to limit: Int) -> [UInt8] {
        var body = body
        for component in Self.expendable where body.count > limit {
            let expectation = NoteExpectation(text: note, isCertain: true)
            let layout = BodyLayout(body, markup: markup, expecting: expectation)
            guard let mark = layout.parts.values.first(where: { $0.label?.component == component }) else { continue }
            let sign = markup.shorteningMark
            let room = mark.value.count - (body.count - limit) - sign.count
            let end = markup.cutPoint(of: body[mark.value], limit: room)
            // A text shorter than the sign would grow.
            guard mark.value.upperBound - end > sign.count else { continue }
            body.replaceSubrange(end..<mark.value.upperBound, with: sign)
        }
        return body
    }
}
