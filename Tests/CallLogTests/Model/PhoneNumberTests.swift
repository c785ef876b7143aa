import CallLog
import Testing

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("+16505550100", "+16505550100"), (" 16505550100", "+16505550100"), ("+1 (650) 555-0100", "+16505550100"),
        ("(+49) 30 1234567", "+49301234567"), ("6505550100", "6505550100"), ("101", "101"),
    ])
    func `a number is its digits, with the plus it had`(text: String, number: String) {
        #expect(PhoneNumber(text)?.text == number)
    }

    @Test(arguments: ["", "+", " ", "anonymous", String(repeating: "1", count: 65)])
    func `what holds no number is none`(text: String) {
        #expect(PhoneNumber(text) == nil)
    }

    @Test(arguments: [("101", true), ("12345678", true), ("123456789", false), ("+101", false)])
    func `few digits without country code are an extension`(text: String, isExtension: Bool) {
        #expect(PhoneNumber(text)?.isExtension == isExtension)
    }

    @Test(arguments: [
        ("+16505550100", "6505550100"), ("+49301234567", "301234567"), ("+353861234567", "861234567"),
        ("+74951234567", "4951234567"),
    ])
    func `the national number has no country code`(text: String, national: String) {
        #expect(PhoneNumber(text)?.nationalDigits == national)
    }

    @Test func `a national number has no national part to tell`() {
        #expect(PhoneNumber("6505550100")?.nationalDigits == nil)
    }

    @Test func `patterns are filled digit by digit, and left out where they do not fit`() throws {
        let number = try #require(PhoneNumber("+16505550100"))
        #expect(number.formatted("(***) ***-****") == "(650) 555-0100")
        #expect(number.formatted("+1**********") == "+16505550100")
        #expect(number.formatted("***") == nil)
        #expect(number.formatted(String(repeating: "*", count: 11)) == nil)
        let query = PhoneNumberQuery(number, patterns: ["+1**********", "***-***-****", "***-***-****", "*"])
        #expect(query == PhoneNumberQuery(e164: "+16505550100", alternatives: ["650-555-0100"]))
    }
}
