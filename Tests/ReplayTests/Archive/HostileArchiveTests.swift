import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay
import TestKit
import Testing

/// An archive comes from elsewhere: what it claims is checked before anything is made of it.
@Suite struct HostileArchiveTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hostile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func export(_ name: String, _ privacy: RecordArchive.Privacy = .whole) throws {
        _ = try RecordArchive.exportChannel(
            from: RecordedChannel.sound(),
            RecordedChannel.topology,
            to: path(name),
            privacy,
            now: Timestamp(milliseconds: ReplayStage.eight)
        )
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let words: String
        let change: @Sendable (inout ArchiveManifest) -> Void
        var testDescription: String { words }

        init(_ words: String, _ change: @escaping @Sendable (inout ArchiveManifest) -> Void) {
            self.words = words
            self.change = change
        }
    }

    static let faults: [Fault] = [
        Fault("reaches from -1", { $0.topics[0].first[0] = -1 }),
        Fault("reaches from \(Int64.min)", { manifest in manifest.topics[0].first[0] = Int64.min }),
        Fault(
            "reaches from",
            { manifest in
                manifest.topics[1].first[1] = 8
                manifest.topics[1].end[1] = 7
            }
        ),
        Fault("to \(Int64.max)", { $0.topics[2].end[0] = .max }),
        Fault("stand at -1", { $0.positions[$0.topics[0].name] = [-1] }),
        Fault("stand at \(Int64.max)", { $0.positions[$0.topics[0].name] = [.max] }),
        Fault("names a topic twice", { $0.topics.append($0.topics[0]) }),
        Fault("does not begin with its prefix", { $0.topics[0].name = "elsewhere.lots" }),
        Fault("topic prefix", { $0.prefix = "" }),
        Fault("no partitions", { ($0.topics[0].first, $0.topics[0].end) = ([], []) }),
        Fault("no partitions", { $0.topics[0].end.append(0) }),
        Fault("no partitions", { $0.topics[0] = Self.wide($0.topics[0], partitions: 10_001) }),
        Fault(
            "40000 partitions",
            { manifest in manifest.topics = (0..<4).map { Self.wide(manifest.topics[$0], partitions: 10_000) } }
        ),
        Fault(
            "65 topics",
            { manifest in
                manifest.topics = (0..<65).map { number in
                    var topic = manifest.topics[0]
                    topic.name = "\(manifest.prefix).\(number)"
                    return topic
                }
            }
        ),
        Fault("longer than the 1048576 bytes", { $0.summary = String(repeating: "a", count: 1 << 20) }),
    ]

    @Test(arguments: faults)
    func whatNoChannelHasIsRefused(_ fault: Fault) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try export("a.gz")
        var manifest = try RecordArchive.manifest(of: path("a.gz"))
        // A file that is not compressed is read, too: so much is no fault.
        try write(manifest)
        #expect(try RecordArchive.manifest(of: path("hostile")) == manifest)
        fault.change(&manifest)
        try write(manifest)
        for open in [{ _ = try RecordArchive.manifest(of: $0) }, { _ = try ArchivedLog(path: $0) }]
            as [(String) throws -> Void]
        {
            let refusal = try #require(throws: ReplayRefusal.self) { try open(path("hostile")) }
            #expect(refusal.code == .wrongArchive && refusal.what.contains(fault.words), "\(refusal)")
        }
    }

    private func write(_ manifest: ArchiveManifest) throws {
        try (JSONEncoder().encode(manifest) + Data("\n".utf8)).write(to: URL(filePath: path("hostile")))
    }

    private static func wide(_ topic: ArchiveManifest.Topic, partitions: Int) -> ArchiveManifest.Topic {
        var topic = topic
        topic.first = Array(repeating: 0, count: partitions)
        topic.end = topic.first
        return topic
    }

    @Test func whatCouldNotBeReadAgainIsNotExported() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let topology = ChannelTopology(prefix: "wide", partitionCountDefault: 4_000)
        let log = MemoryLog { Timestamp(milliseconds: ReplayStage.eight) }
        try log.createTopics(topology.topicSettings)
        let refusal = try #require(throws: ReplayRefusal.self) {
            try RecordArchive.exportChannel(
                from: log,
                topology,
                to: path("w.gz"),
                .whole,
                now: Timestamp(milliseconds: ReplayStage.eight)
            )
        }
        #expect(refusal.code == .wrongArchive && refusal.what.contains("56000 partitions"), "\(refusal)")
        #expect(!FileManager.default.fileExists(atPath: path("w.gz")))
    }

    @Test func unpackingStopsWhereTheRoomEnds() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try export("a.gz")
        let refusal = try #require(throws: ReplayRefusal.self) {
            try ArchivedLog(path: path("a.gz"), unpackedBytesMax: 10_000)
        }
        #expect(refusal.code == .noRoom && refusal.what.contains("10000 bytes") && refusal.remedy.contains("TMPDIR"))
        #expect(throws: Never.self) { try ArchivedLog(path: path("a.gz"), unpackedBytesMax: 100 << 20) }
    }

    @Test func anArchiveIsNotExportedAgain() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try export("a.gz", .masked)
        let archive = try ArchivedLog(path: path("a.gz"))
        let (now, again) = (Timestamp(milliseconds: ReplayStage.eight), path("again.gz"))
        let selection = RecordSelection(from: ReplayStage.eight, to: ReplayStage.eight + ReplayStage.minute)
        let exports: [() throws -> RecordArchive.Counts] = [
            { try RecordArchive.exportChannel(from: archive, archive.topology, to: again, .whole, now: now) },
            { try RecordArchive.export(selection, from: archive, archive.topology, to: again, .whole, now: now) },
        ]
        for export in exports {
            let refusal = try #require(throws: ReplayRefusal.self) { try export() }
            #expect(refusal.code == .wrongArchive && refusal.remedy.contains("Copy its file"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.gz"])
    }

    /// Whoever writes to Kafka may name a header with any bytes.
    @Test(arguments: [RecordArchive.Privacy.whole, .masked])
    func namesOfHeadersStayByteForByte(_ privacy: RecordArchive.Privacy) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let stage = try ReplayStage()
        var record = stage.alert("白菜 1吨 庆安县", id: "1", at: ReplayStage.eight)
        let odd: [UInt8] = [2, 0, 0, 0, 0xff, 0xc3, 1, 0, 0, 0, 0x31, 1, 0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff]
        record.headers = Headers(encoded: record.headers.encoded + odd)
        try stage.refuse(record, reason: "UNKNOWN_CROP")
        _ = try RecordArchive.export(
            stage.window,
            from: stage.log,
            stage.topology,
            to: path("h.gz"),
            privacy,
            now: Timestamp(milliseconds: stage.clock.now)
        )
        let before = try #require(try stage.records(of: .deadLetters).first).1
        var after: [Record] = []
        _ = try RecordArchive.read(path("h.gz")) { _, _, item in
            guard case .record(let record, let isMasked) = item else { return }
            #expect(!isMasked)
            after.append(record)
        }
        #expect(after.count == 1 && after.first?.isSame(as: before) == true)
    }
}
