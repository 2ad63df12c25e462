import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams
import Testing

/// An export is a whole and honest copy, or it is refused.
@Suite struct RecordArchiveTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func stage() throws -> ReplayStage {
        let stage = try ReplayStage()
        for number in 0..<50 {
            let text = "白菜 \(number)吨 庆安县 138-0013-800\(number % 10)"
            try stage.refuse(
                stage.alert(text, id: "\(number)", key: "k\(number % 5)", at: ReplayStage.eight + Int64(number)),
                reason: "UNKNOWN_CROP",
                detail: "13900139000 was refused"
            )
        }
        let odd = Record(
            offset: .zero,
            timestamp: Timestamp(milliseconds: ReplayStage.eight + 100),
            key: nil,
            value: [0xff, 0x00, 0xfe],
            headers: Headers()
        )
        try stage.refuse(odd, reason: "MALFORMED")
        return stage
    }

    private func export(_ stage: ReplayStage, _ name: String, _ privacy: RecordArchive.Privacy) throws
        -> RecordArchive.Counts
    {
        try RecordArchive.export(
            stage.window,
            from: stage.log,
            stage.topology,
            to: path(name),
            privacy,
            now: Timestamp(milliseconds: stage.clock.now)
        )
    }

    @Test func aWholeExportComesBackByteForByte() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let stage = try stage()
        #expect(try export(stage, "a.gz", .whole) == .init(records: 51, withheld: 0))
        let fresh = try ReplayStage()
        #expect(try RecordArchive.restore(path("a.gz"), to: fresh.log, fresh.topology).records == 51)
        let (before, after) = (try stage.records(of: .deadLetters), try fresh.records(of: .deadLetters))
        #expect(before.count == after.count)
        #expect(zip(before, after).allSatisfy { $0.0 == $1.0 && $0.1.isSame(as: $1.1) })
        // What came back can be redriven as it could at home.
        var request = RedriveRequest(selection: fresh.window)
        request.selection.reasons = ["UNKNOWN_CROP"]
        #expect(try fresh.run(fresh.plan(request).plan).run().sent == 50)
        // A second time it would be mixed with what is there.
        let refusal = try #require(throws: ReplayRefusal.self) {
            try RecordArchive.restore(path("a.gz"), to: fresh.log, fresh.topology)
        }
        #expect(refusal.code == .wrongTarget)
    }

    @Test func telephoneNumbersStayAtHome() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let stage = try stage()
        #expect(try export(stage, "m.gz", .masked) == .init(records: 51, withheld: 1))
        let manifest = try RecordArchive.manifest(of: path("m.gz"))
        #expect(manifest.isMasked && manifest.topics.map(\.name) == ["greenchannel.dead-letters"])
        #expect(manifest.partitionCount == 4)
        var texts: [String] = []
        let counts = try RecordArchive.read(path("m.gz")) { _, place, item in
            guard case .record(let record, let isMasked) = item else {
                Issue.record("no ledger was exported")
                return
            }
            #expect(isMasked)
            let all = record.headers.encoded + (record.value ?? [])
            let shown = String(decoding: all, as: UTF8.self)
            #expect(!shown.contains("13900139000") && !shown.contains("138-0013"))
            texts.append(
                DecodedRecord(SelectedRecord(source: place, record: record)).summary
            )
        }
        #expect(counts.records == 51 && counts.withheld == 1)
        #expect(texts.contains("白菜 7吨 庆安县 138-****-**07"))
    }

    @Test func aDamagedArchiveIsRefusedBeforeAnythingIsWritten() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try export(stage(), "a.gz", .whole)
        let bytes = try Data(contentsOf: URL(filePath: path("a.gz")))
        let fresh = try ReplayStage()
        var damages: [Data] = [Data(), Data("no gzip\n".utf8), bytes.dropLast(1), bytes.prefix(bytes.count / 2)]
        for place in stride(from: 12, to: bytes.count, by: max(1, bytes.count / 40)) {
            var copy = bytes
            copy[place] ^= 0x10
            damages.append(copy)
        }
        for damage in damages {
            try damage.write(to: URL(filePath: path("d.gz")))
            #expect(throws: ReplayRefusal.self) {
                try RecordArchive.restore(path("d.gz"), to: fresh.log, fresh.topology)
            }
        }
        #expect(try fresh.recordCount() == 0)
        #expect(throws: ReplayRefusal.self) {
            try RecordArchive.restore(path("nowhere.gz"), to: fresh.log, fresh.topology)
        }
    }
}
