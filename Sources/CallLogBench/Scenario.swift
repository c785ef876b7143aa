/// A kind of request that clients send.
enum Scenario: String, CaseIterable {
    case getOne = "GET one id"
    case getFive = "GET five ids"
    case getDetails = "GET with details"
    case post = "POST unique"
    case patch = "PATCH"

    /// The part of the URL behind the host.
    func target(token: String) -> String {
        switch self {
        case .getOne: "/callLog?jwtToken=\(token)&sessionIds=bench1&requireDetails=false"
        case .getFive: "/callLog?jwtToken=\(token)&sessionIds=bench1,bench2,bench3,bench4,bench5&requireDetails=false"
        case .getDetails: "/callLog?jwtToken=\(token)&sessionIds=bench1&requireDetails=true"
        case .post, .patch: "/callLog?jwtToken=\(token)"
        }
    }

    /// A wrk script for requests with a body.
    var script: String? {
        switch self {
        case .getOne, .getFive, .getDetails: nil
        case .post:
            #"""
            local thread = 0
            function setup(t) t:set("id", thread); thread = thread + 1 end
            function init(args) math.randomseed(os.time() * 1000 + id); base = math.random(1, 1000000000); n = 0 end
            function request()
              n = n + 1
              local body = string.format('{"logInfo":{"sessionId":"%d%d%07d","telephonySessionId":"s-1","startTime":"2024-04-18T14:03:21.000Z","duration":125,"direction":"Outbound","result":"Call connected","from":{"phoneNumber":"+16505550100","name":"Alex Agent"},"to":{"phoneNumber":"+12125550147","name":"Carla Customer"},"customSubject":"Outbound Call to Carla Customer"},"note":"Wants a quote for 40 seats.","contactId":42,"contactType":"contact","contactName":"Carla Customer","additionalSubmission":{},"overridingFormat":[]}', base, id, n)
              return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
            end
            """#
        case .patch:
            #"""
            local thread = 0
            function setup(t) t:set("id", thread); thread = thread + 1 end
            function init(args) n = 0 end
            function request()
              n = n + 1
              local body = string.format('{"sessionId":"patch%d%d","note":"Edit %d","startTime":"2024-04-18T14:03:21.000Z","duration":126,"result":"Hang Up"}', id, n % 100, n)
              return wrk.format("PATCH", nil, {["Content-Type"] = "application/json"}, body)
            end
            """#
        }
    }
}
