import StrictJSON

/// Tells where a call went, one line for each leg (contract 8.6).
enum CallJourney {
    static func lines(of legs: [CallLeg]) -> [String] {
        legs.enumerated().map { index, leg in
            let isOutbound = leg.direction == .outbound
            if index == 0 {
                return isOutbound ? line("Made call from", leg.from) : line("Received call at", leg.to)
            }
            let party = isOutbound && leg.legType != "PstnToSip" ? leg.from : leg.to
            return line("Transferred to", party) + (leg.duration.flatMap { duration($0) } ?? "")
        }
    }

    /// A leg may lack its party altogether; then only the verb can be told.
    private static func line(_ words: String, _ party: CallParty?) -> String {
        guard let party else {
            return words.split(separator: " ").dropLast().joined(separator: " ")
        }
        return words + " " + text(of: party)
    }

    private static func text(of party: CallParty) -> String {
        let number = party.phoneNumber ?? ""
        let ext = party.extensionNumber ?? ""
        guard !number.isEmpty || !ext.isEmpty else { return "" }
        let address = ext.isEmpty ? number : number.isEmpty ? "ext \(ext)" : "\(number), ext \(ext)"
        guard let name = party.name, !name.isEmpty else { return address }
        return "\(name), \(address)"
    }

    private static func duration(_ value: JSONValue) -> String? {
        let seconds: Double? =
            switch value {
            case .number(let number): number.double
            case .string(let text): text.trimmingBlanks().isEmpty ? nil : CallDuration.seconds(in: text)
            default: nil
            }
        guard let seconds, seconds >= 0 else { return nil }
        return ", duration: \(CallDuration.plainText(of: seconds)) second\(seconds > 0 && seconds <= 1 ? "" : "s")"
    }
}
