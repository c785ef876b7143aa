import StrictJSON

extension CallLogComposer {
    /// The parts that the input asks for, in the order of writing, as they stand in a body (contract 8.2, 8.4).
    func values(of input: Input, markup: any BodyMarkup) -> [(label: BodyLabel, text: [UInt8])] {
        markup.labels.compactMap { label in
            guard input.settings.isOn(label.component), isLabel(label, of: input),
                let text = text(of: label.component, in: input)
            else { return nil }
            return (label, markup.value(text, of: label.component))
        }
    }

    /// In HTML the contact's number is labelled by the direction of the call.
    private func isLabel(_ label: BodyLabel, of input: Input) -> Bool {
        guard label.component == .contactNumber, input.format == .html else { return true }
        return label.name.first == UInt8(ascii: "R")
            ? input.call.direction == .outbound : input.call.direction != .outbound
    }

    /// `nil` if the input has nothing to say about the part; empty texts say nothing.
    private func text(of component: BodyComponent, in input: Input) -> String? {
        let content = input.content
        let text: String? =
            switch component {
            case .note: nil
            case .sessionID: input.call.sessionID?.rawValue
            case .userName: input.call.ownParty?.name
            case .userNumber: number(of: input.call.ownParty)
            case .subject: content.subject
            case .contactNumber: input.contactPhoneNumber
            case .dateTime: dateTime(of: input)
            case .duration: input.call.duration.flatMap { CallDuration.text(of: $0) }
            case .result: input.call.result
            case .recordingLink: content.recordingLink
            case .voicemailLink: content.voicemailLink
            case .aiNote: content.aiNote
            case .transcript: content.transcript
            case .aceTranscript: content.aceTranscript
            case .aceSummary: content.aceSummary
            case .score: content.aceScore.flatMap { score($0) }
            case .aceBulletedSummary: content.aceBulletedSummary
            case .aceRecordingLink: content.aceRecordingLink
            case .journey: journey(of: input.call)
            }
        guard let text, !text.isEmpty else { return nil }
        return text
    }

    /// Number and extension of the RingCentral user; the blank stays where there is no extension.
    private func number(of party: CallParty?) -> String? {
        guard let party, let number = party.phoneNumber, !number.isEmpty else { return nil }
        return "\(number) \(party.extensionNumber ?? "")"
    }

    private func dateTime(of input: Input) -> String? {
        guard let value = input.call.startTime, let moment = Timestamp(callTime: value) else { return nil }
        let zone = UserTimeZone(name: input.timeZoneName, offset: input.timeZoneOffset, zones: timeZones)
        let offset = zone.secondsFromUTC(at: moment)
        return CallDateFormat.text(of: moment, offset: offset, pattern: input.settings.dateFormat)
    }

    /// A number, a text, or the `score` of an object: the interface is described as the last, and used as the others.
    private func score(_ value: JSONValue) -> String? {
        value.objectValue.map { $0["score"]?.printedText } ?? value.printedText
    }

    private func journey(of call: Call) -> String? {
        guard !call.legs.isEmpty else { return nil }
        return CallJourney.lines(of: call.legs)
            .map { line in String(line.map { $0.isNewline ? " " : $0 }) }
            .joined(separator: "\n")
    }
}
