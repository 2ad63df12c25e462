/// Who may import what: the table of the design, and one owner for each foreign library.
struct ImportRules {
    /// Our targets, and which of our targets each may import.
    var ownTargets: [String: Set<String>]
    /// Modules of other packages, and the targets that may import them.
    var foreignOwners: [String: Set<String>]
    /// Modules that come with the toolchain, and the targets that may not import them.
    var systemForbidden: [String: Set<String>]
    /// What is allowed in spite of the tables, and why.
    var exceptions: [ImportException]

    /// Every import of these files that the tables do not allow.
    func violations(in files: [SourceFile]) -> [Violation] {
        files.filter { $0.path.hasSuffix(".swift") }.flatMap { file in
            file.imports.compactMap { line, module in
                complaint(file, module).map { Violation(path: file.path, line: line, what: $0) }
            }
        }
    }

    private func complaint(_ file: SourceFile, _ module: String) -> String? {
        let target = file.target
        // Tests may reach into every target; with foreign libraries and the C tables they have the rights of their own.
        let subject = file.isTest && target.hasSuffix("Tests") ? String(target.dropLast(5)) : target
        if module == subject || exceptions.contains(where: { $0.target == subject && $0.module == module }) {
            return nil
        }
        if ownTargets[module] != nil {
            if file.isTest, module != "CReferenceData" { return nil }
            guard let allowed = ownTargets[subject] else { return "\(target) is no target of the design's table" }
            return allowed.contains(module) ? nil : "\(target) may not import \(module)"
        }
        if let owners = foreignOwners[module] {
            return owners.contains(subject)
                ? nil : "\(target) may not import \(module): it belongs to \(owners.sorted().joined(separator: ", "))"
        }
        if file.isTest {
            return testingModules.contains(module) || systemForbidden[module] != nil ? nil : unowned(module)
        }
        guard let forbidden = systemForbidden[module] else { return unowned(module) }
        return forbidden.contains(subject) ? "\(target) may not import \(module)" : nil
    }

    private func unowned(_ module: String) -> String {
        "\(module) has no owner: give it one in the table, with a reason, or do without it"
    }

    private let testingModules: Set = ["Testing"]
}

/// An import that the tables forbid and that is right all the same.
struct ImportException {
    var target: String
    var module: String
    var reason: String
}

extension ImportRules {
    /// Decisions are pure here: no clock, file, socket or locale can come in.
    private static let pure: Set = ["GreenChannelModel", "Intake", "RoutePlanning", "Desks", "DeskStreams"]
    /// Hot paths work on bytes and have no use for Foundation either.
    private static let withoutFoundation: Set = [
        "EventLog", "KafkaLog", "Desks", "Intake", "RoutePlanning", "Streams", "DeskStreams",
    ]
    private static let executables: Set = ["greenchannel", "greenchannel-bench"]

    private static let libraries: Set = [
        "GreenChannelModel", "Intake", "RoutePlanning", "Desks", "EventLog", "EmbeddedLog", "KafkaLog", "Streams",
        "DeskStreams", "Views", "Gateway", "Replay", "Telemetry",
    ]

    /// The tables of the design, section 5. `DeskStreams` joins the desks to the runtime, so that neither imports the
    /// other; `CReferenceData` holds the shipped tables, which only the model reads; `Telemetry` is how a daemon tells of
    /// itself (metrics and log lines as text) and knows nothing of the channel.
    static let design = ImportRules(
        ownTargets: [
            "CReferenceData": [],
            "CLibrdkafka": [],
            "CZlib": [],
            "GreenChannelModel": ["CReferenceData"],
            "Intake": ["GreenChannelModel"],
            "RoutePlanning": ["GreenChannelModel"],
            "Desks": ["GreenChannelModel", "Intake", "RoutePlanning"],
            "EventLog": [],
            "EmbeddedLog": ["EventLog"],
            "KafkaLog": ["EventLog", "CLibrdkafka"],
            "Streams": ["EventLog"],
            "DeskStreams": ["GreenChannelModel", "Desks", "EventLog", "Streams"],
            "Telemetry": [],
            "Views": ["GreenChannelModel", "Streams"],
            "Gateway": ["GreenChannelModel", "EventLog", "Views"],
            "Replay": ["CZlib", "GreenChannelModel", "Intake", "Desks", "DeskStreams", "EventLog", "Streams"],
            "TestKit": libraries.subtracting(["KafkaLog", "Gateway"]),
            "greenchannel": libraries,
            "greenchannel-bench": libraries.union(["TestKit"]),
        ],
        foreignOwners: [
            "GRDB": ["EmbeddedLog", "Views"],
            "SwiftProtobuf": ["GreenChannelModel"],
            "Hummingbird": ["Gateway"],
            "HummingbirdCore": ["Gateway"],
            "HTTPTypes": ["Gateway"],
            "NIOCore": ["Gateway"],
            "HeapModule": ["Replay"],
            "Crypto": executables.union(["Replay"]),
            "ArgumentParser": executables,
            "Logging": executables.union(["Streams", "Gateway", "Telemetry"]),
            "Metrics": executables.union(["Streams"]),
            "CoreMetrics": executables.union(["Telemetry"]),
            "ServiceLifecycle": executables.union(["Streams", "Gateway"]),
        ],
        systemForbidden: [
            "Foundation": withoutFoundation,
            "FoundationEssentials": withoutFoundation,
            "Dispatch": pure,
            "Glibc": pure,
            "Musl": pure,
            "Darwin": pure,
            "Synchronization": ["Intake", "RoutePlanning", "Desks"],
        ],
        exceptions: [
            ImportException(
                target: "GreenChannelModel",
                module: "Glibc",
                reason: "sine and arc sine of the gazetteer's great circles; results are rounded to whole metres"
            ),
            ImportException(
                target: "greenchannel-bench",
                module: "CLibrdkafka",
                reason: "what librdkafka can do alone is what the replay on Kafka is measured against"
            ),
            ImportException(target: "GreenChannelModel", module: "Musl", reason: "as Glibc, on static Linux"),
            ImportException(target: "GreenChannelModel", module: "Darwin", reason: "as Glibc, on macOS"),
        ]
    )
}
