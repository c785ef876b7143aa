// swift-tools-version: 6.2

import PackageDescription

// A server of somebody else: it has its own HTTP and its own CRM, and mounts calllog's routes among its own. The tests
// of calllog build and use it (`make test`).
let swiftSettings: [SwiftSetting] = [.swiftLanguageMode(.v6), .strictMemorySafety()]

func calllog(_ products: String...) -> [Target.Dependency] {
    products.map { .product(name: $0, package: "calllog") }
}

let package = Package(
    name: "embedding-example",
    dependencies: [.package(name: "calllog", path: "../..")],
    targets: [
        .target(name: "TinyHTTP", swiftSettings: swiftSettings),
        .target(
            name: "AcmeCRM",
            dependencies: calllog("CRMAdapters", "CallLog", "HTTPCore", "StrictJSON"),
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "ExampleHost",
            dependencies: ["TinyHTTP", "AcmeCRM"]
                + calllog(
                    "CRMAdapters",
                    "CallLog",
                    "CallLogHTTP",
                    "CurlClient",
                    "HTTPCore",
                    "SQLiteStore",
                    "SessionToken"
                ),
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "AcmeCRMTests",
            dependencies: ["AcmeCRM", "TinyHTTP"]
                + calllog("CallLog", "CallLogTesting", "CurlClient", "HTTPCore", "StrictJSON"),
            swiftSettings: swiftSettings
        ),
    ]
)
