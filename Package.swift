// swift-tools-version: 6.2
import PackageDescription

// `deploy/test` sets this. A warning then ends the build of these targets, never that of the packages that they use,
// as a flag on the command line would.
let warningsAreErrors = Context.environment["GREENCHANNEL_WARNINGS_AS_ERRORS"] == "1"

let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        // What the compiler proves of exclusive access stays; only the checks at run time go, which the desks' profile shows
        // at every field of a stored message and which every test makes, as tests are built for debugging.
        .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])
let strictC: [CSetting] = warningsAreErrors ? [.treatAllWarnings(as: .error)] : []

let package = Package(
    name: "green-channel",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "greenchannel", targets: ["greenchannel"]),
        .executable(name: "greenchannel-bench", targets: ["greenchannel-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.90.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // librdkafka 2.0.2 or later, from the system.
        .systemLibrary(name: "CLibrdkafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .target(name: "CReferenceData", cSettings: strictC),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "GreenChannelModel",
            dependencies: ["CReferenceData", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["Proto"],
            swiftSettings: strict
        ),
        .target(name: "Intake", dependencies: ["GreenChannelModel"], swiftSettings: strict),
        .target(name: "RoutePlanning", dependencies: ["GreenChannelModel"], swiftSettings: strict),
        .target(
            name: "Desks",
            dependencies: ["GreenChannelModel", "Intake", "RoutePlanning"],
            swiftSettings: strict
        ),
        .target(name: "EventLog", swiftSettings: strict),
        .target(
            name: "EmbeddedLog",
            dependencies: ["EventLog", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .target(name: "KafkaLog", dependencies: ["CLibrdkafka", "EventLog"], swiftSettings: strict),
        .target(
            name: "Streams",
            dependencies: [
                "EventLog",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "DeskStreams",
            dependencies: ["Desks", "EventLog", "GreenChannelModel", "Streams"],
            swiftSettings: strict
        ),
        .target(
            name: "Telemetry",
            dependencies: [
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Gateway",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Replay",
            dependencies: [
                "CZlib", "Desks", "DeskStreams", "EventLog", "GreenChannelModel", "Intake", "Streams",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "TestKit",
            dependencies: ["Desks", "DeskStreams", "EventLog", "GreenChannelModel", "Intake", "Replay", "Streams"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "greenchannel",
            dependencies: [
                "Desks", "DeskStreams", "EmbeddedLog", "EventLog", "Gateway", "GreenChannelModel", "Intake", "KafkaLog",
                "Replay", "Streams", "Telemetry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "greenchannel-bench",
            dependencies: [
                "CLibrdkafka", "Desks", "DeskStreams", "EmbeddedLog", "EventLog", "GreenChannelModel", "Intake",
                "KafkaLog", "Replay",
                "Streams", "TestKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        // The executable is named so that it is built before these tests run it as a process.
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "DeskStreams", "EmbeddedLog", "EventLog", "GreenChannelModel", "Intake", "KafkaLog", "Replay",
                "Streams",
                "TestKit", "greenchannel",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DesksTests",
            dependencies: ["Desks", "GreenChannelModel", "Intake", "RoutePlanning", "TestKit"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EmbeddedLogTests",
            dependencies: ["EmbeddedLog", "EventLog", "TestKit"],
            swiftSettings: strict
        ),
        .testTarget(name: "EventLogTests", dependencies: ["EventLog", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "TestKit",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GreenChannelModelTests",
            dependencies: ["GreenChannelModel", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "IntakeTests",
            dependencies: ["GreenChannelModel", "Intake"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "KafkaLogTests",
            dependencies: ["CLibrdkafka", "EventLog", "KafkaLog", "TestKit"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ReplayTests",
            dependencies: [
                "Desks", "DeskStreams", "EmbeddedLog", "EventLog", "GreenChannelModel", "Intake", "Replay", "Streams",
                "TestKit",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "RoutePlanningTests",
            dependencies: ["GreenChannelModel", "RoutePlanning"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "StreamsTests",
            dependencies: ["Desks", "DeskStreams", "EventLog", "GreenChannelModel", "Streams", "TestKit"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TelemetryTests",
            dependencies: [
                "Telemetry",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
    ]
)
