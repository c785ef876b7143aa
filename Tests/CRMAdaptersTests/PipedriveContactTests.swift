import CRMAdapters
import CallLog
import CallLogTesting
import StrictJSON
import TestSupport
import Testing

@Suite struct PipedriveContactTests {
    private func contacts(_ bench: PipedriveBench, _ number: String, _ others: [String] = []) async throws(CRMError)
        -> [Contact]
    {
        try await bench.adapter.contacts(
            withNumber: PhoneNumberQuery(e164: number, alternatives: others),
            in: bench.context()
        )
    }

    @Test func `one person comes with every open deal and lead of theirs`() async throws {
        let bench = try PipedriveBench()
        bench.fake.addDeal(56, title: "Colleague's", person: 42, owner: 778)
        bench.fake.addDeal(57, title: "Lost", person: 42, status: "lost")
        let found = try await contacts(bench, "+16505550100")
        let expected = Contact(
            id: 42,
            name: "Carla Customer",
            type: "contact",
            phone: "+16505550100",
            organization: "Org",
            additionalInfo: [
                "deals": [["const": 55, "title": "Big deal"], ["const": 56, "title": "Colleague's"]],
                "leads": [["const": "adf21080-0e10-11eb-879b-05d71fb426ec", "title": "Warm lead"]],
            ]
        )
        #expect(found == [expected])
        #expect(bench.fake.tokensSpent == 50)
    }

    @Test func `several persons who share a number are all listed, with no request for each`() async throws {
        let bench = try PipedriveBench()
        for id in 43...60 as ClosedRange<Int64> {
            bench.fake.addPerson(id, name: "Person \(id)", phones: ["6505550100"])
            bench.fake.addDeal(id + 100, title: "Deal \(id)", person: id)
        }
        let found = try await contacts(bench, "+16505550100")
        #expect(found.count == 19)
        #expect(found[1].additionalInfo == ["deals": [["const": 143, "title": "Deal 43"]]])
        #expect(bench.fake.requests.count == 3)
        #expect(bench.fake.tokensSpent == 50)
    }

    @Test func `a number that merely contains the wanted one is no match`() async throws {
        let bench = try PipedriveBench()
        bench.fake.addPerson(43, name: "Other", phones: ["+44 6505550100", "16505550100 77", "96505550100"])
        #expect(try await contacts(bench, "+16505550100").map(\.id) == [42])
        #expect(try await contacts(bench, "+4416505550100").isEmpty)
    }

    @Test func `other ways to write a number are tried only when nothing was found`() async throws {
        let bench = try PipedriveBench()
        bench.fake.addPerson(43, name: "Local", phones: ["555 0199 88"])
        #expect(try await contacts(bench, "+492115550199", ["555019988"]).map(\.id) == [43])
        let searches = bench.fake.requests(of: "GET /api/v2/persons/search").map(\.query)
        #expect(searches.count == 2)
        #expect(searches[0].hasPrefix("term=2115550199&fields=phone&exact_match=false"))
        bench.fake.clearRequests()
        _ = try await contacts(bench, "+16505550100", ["650 555 0100"])
        #expect(bench.fake.requests(of: "GET /api/v2/persons/search").count == 1)
    }

    @Test func `nobody found is an empty list for one search`() async throws {
        let bench = try PipedriveBench()
        #expect(try await contacts(bench, "+4930999999").isEmpty)
        #expect(bench.fake.tokensSpent == 20)
    }

    @Test func `names are searched encoded and with their own number`() async throws {
        let bench = try PipedriveBench()
        bench.fake.addPerson(43, name: "Änne & Søn +1%", phones: ["+4930123"])
        let found = try await bench.adapter.contacts(named: " Änne & Søn +1% ", in: bench.context())
        #expect(found.map(\.name) == ["Änne & Søn +1%"])
        #expect(found.first?.phone == "+4930123")
        #expect(found.first?.additionalInfo == [:])
        #expect(bench.fake.requests.first?.query.hasPrefix("term=%C3%84nne%20%26%20S%C3%B8n%20%2B1%25&") == true)
        #expect(try await bench.adapter.contacts(named: "x", in: bench.context()).isEmpty)
    }

    @Test(arguments: ["GET /v1/leads", "GET /api/v2/deals"])
    func `deals or leads that cannot be read do not hide the person`(_ route: String) async throws {
        let bench = try PipedriveBench()
        bench.fake.fail(route, with: .fail(status: 403))
        let found = try await contacts(bench, "+16505550100")
        #expect(found.map(\.id) == [42])
        #expect(found.first?.additionalInfo?.members.count == 1)
    }

    @Test func `a failed search is an error`() async throws {
        let bench = try PipedriveBench()
        bench.fake.fail("GET /api/v2/persons/search", with: .burst(retryAfter: nil))
        let error = await failure { () async throws(CRMError) in try await contacts(bench, "+16505550100") }
        #expect(error?.reason == .rateLimited(retryAfter: .seconds(2)))
        bench.fake.expireAccessTokens()
        let ended = await failure { () async throws(CRMError) in try await contacts(bench, "+16505550100") }
        #expect(ended?.reason == .credentialsRejected)
    }

    @Test func `a new contact gets its number and can be called`() async throws {
        let bench = try PipedriveBench()
        let contact = try await bench.adapter.createContact(
            ContactDraft(name: "New One", type: "contact", phoneNumber: "+4930123456"),
            in: bench.context()
        )
        #expect(
            bench.sent == [
                "name": "New One", "phones": [["value": "+4930123456", "primary": true, "label": "work"]],
            ]
        )
        #expect(try await contacts(bench, "+4930123456").map(\.id) == [contact.id])
        var draft = bench.draft()
        draft.contact.id = ContactID(rawValue: try #require(contact.id.textValue))
        _ = try await bench.create(draft)
    }
}
