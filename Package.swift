// swift-tools-version: 6.2

import PackageDescription

// Every arrow between modules stands here; `make check` builds with the explicit import check, so a module can import
// only what its target names. Fault hooks exist in debug builds alone: no release binary can be told to crash.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    // Async code goes on where its caller runs: a hop at each call cost 1 µs of a request.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .define("CALLLOG_FAULT_HOOKS", .when(configuration: .debug)),
]

func module(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: swiftSettings)
}

func program(_ name: String, _ dependencies: [String], manual: String? = nil) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies.map { .byName(name: $0) },
        exclude: manual.map { [$0] } ?? [],
        swiftSettings: swiftSettings
    )
}

func tests(_ name: String, _ dependencies: [String], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies.map { .byName(name: $0) },
        resources: resources,
        swiftSettings: swiftSettings
    )
}

let package = Package(
    name: "calllog",
    products: [
        .library(name: "StrictJSON", targets: ["StrictJSON"]),
        .library(name: "HTTPCore", targets: ["HTTPCore"]),
        .library(name: "CallLog", targets: ["CallLog"]),
        .library(name: "CallLogHTTP", targets: ["CallLogHTTP"]),
        .library(name: "CRMAdapters", targets: ["CRMAdapters"]),
        .library(name: "SQLiteStore", targets: ["SQLiteStore"]),
        .library(name: "SessionToken", targets: ["SessionToken"]),
        .library(name: "CurlClient", targets: ["CurlClient"]),
        .library(name: "CallLogTesting", targets: ["CallLogTesting"]),
        .executable(name: "calllog-fcgi", targets: ["CallLogResponder"]),
        .executable(name: "calllogctl", targets: ["CallLogAdmin"]),
        .executable(name: "calllog-bench", targets: ["CallLogBench"]),
        .library(name: "AllocationCounter", type: .dynamic, targets: ["AllocationCounter"]),
        .executable(name: "calllog-floor", targets: ["FloorResponder"]),
    ],
    dependencies: [],
    targets: [
        // C libraries of the distribution
        .systemLibrary(name: "CLibFCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CLibLinux"),
        .systemLibrary(name: "CLibSQLite3", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // words
        .target(
            name: "StrictJSON",
            swiftSettings: swiftSettings,
            // In a debug build the standard library's floating-point code calls libm, which nothing else brings in.
            linkerSettings: [.linkedLibrary("m")]
        ),
        module("HTTPCore"),
        module("CallLog", ["StrictJSON"]),

        // app
        .target(
            name: "CallLogHTTP",
            dependencies: ["CallLog", "HTTPCore", "StrictJSON"],
            resources: [.embedInCode("OpenAPI/openapi.json")],
            swiftSettings: swiftSettings
        ),
        module("CRMAdapters", ["CallLog", "HTTPCore", "StrictJSON"]),

        // edges
        module("FastCGI", ["HTTPCore", "CLibFCGI", "CLibLinux"]),
        module("SQLiteStore", ["CallLog", "StrictJSON", "CLibSQLite3"]),
        module("SessionToken", ["CallLog", "StrictJSON", "CLibCrypto"]),
        module("CurlClient", ["HTTPCore", "CLibCurl"]),
        module("Settings"),

        // test kit, a shipped product
        module("CallLogTesting", ["CallLog", "HTTPCore", "StrictJSON"]),

        tests(
            "CallLogTests",
            ["CRMAdapters", "CallLog", "CallLogTesting", "StrictJSON"],
            resources: [.copy("Vectors")]
        ),
        tests("FastCGITests", ["FastCGI", "HTTPCore"]),
        .target(
            name: "TestSupport",
            dependencies: ["CallLog", "HTTPCore", "StrictJSON"],
            path: "Tests/TestSupport",
            swiftSettings: swiftSettings
        ),
        tests("CurlClientTests", ["CurlClient", "HTTPCore", "TestSupport"]),
        tests(
            "CRMAdaptersTests",
            ["CRMAdapters", "CallLog", "CallLogTesting", "CurlClient", "HTTPCore", "StrictJSON", "TestSupport"]
        ),

        tests(
            "CallLogHTTPTests",
            ["CallLogHTTP", "CRMAdapters", "CallLog", "CallLogTesting", "HTTPCore", "SessionToken", "StrictJSON"]
        ),

        // programs: only they and what puts them together know all parts
        module(
            "ServerAssembly",
            [
                "CallLogHTTP", "CRMAdapters", "CallLog", "HTTPCore", "SQLiteStore", "SessionToken", "CurlClient",
                "Settings", "StrictJSON",
            ]
        ),
        program(
            "CallLogResponder",
            ["ServerAssembly", "CallLog", "HTTPCore", "FastCGI", "SQLiteStore", "Settings", "StrictJSON"],
            manual: "calllog-fcgi.8"
        ),
        program(
            "CallLogAdmin",
            [
                "ServerAssembly", "CRMAdapters", "CallLog", "HTTPCore", "SQLiteStore", "SessionToken", "Settings",
                "StrictJSON",
            ],
            manual: "calllogctl.1"
        ),
        program(
            "CallLogBench",
            [
                "ServerAssembly", "CallLog", "CallLogHTTP", "CRMAdapters", "FastCGI", "HTTPCore", "SQLiteStore",
                "SessionToken", "Settings", "StrictJSON",
            ]
        ),
        // Preloaded by `make bench` to count allocations.
        .target(name: "AllocationCounter"),
        // The do-nothing responder that `make bench` compares with.
        .executableTarget(name: "FloorResponder", dependencies: ["CLibFCGI"], linkerSettings: [.linkedLibrary("fcgi")]),

        // tests
        tests("StrictJSONTests", ["StrictJSON"]),
        tests("SessionTokenTests", ["SessionToken", "CallLog", "StrictJSON"]),
        tests("SQLiteStoreTests", ["SQLiteStore", "CallLog", "CallLogTesting", "SessionToken", "StrictJSON"]),
        tests("CallLogResponderTests", ["CallLog", "CallLogResponder", "FastCGI", "HTTPCore", "StrictJSON"]),
        tests("CallLogAdminTests", ["CallLogAdmin", "CallLog"]),
        tests("EndToEndTests", ["TestSupport", "StrictJSON"]),
    ]
)
