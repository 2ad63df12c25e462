import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay
import TestKit
import Testing

/// An export of a whole channel is as good as its log for whoever only looks, and a masked one says what it cannot prove.
@Suite struct ArchivedLogTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "archived-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func archived(_ log: any EventLog, _ privacy: RecordArchive.Privacy) throws -> ArchivedLog {
        let path = folder.appending(path: "\(UUID().uuidString).gz").path
        _ = try RecordArchive.exportChannel(
            from: log,
            RecordedChannel.topology,
            to: path,
            privacy,
            now: Timestamp(milliseconds: ReplayStage.eight)
        )
        return try ArchivedLog(path: path)
    }

    @Test func everythingStandsWhereItStood() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try RecordedChannel.sound()
        let archive = try archived(log, .whole)
        let (before, after) = (try log.reader(), try archive.reader())
        let group = RecordedChannel.topology.groupName
        #expect(try after.positions(ofGroup: group) == before.positions(ofGroup: group))
        var records = 0
        for topic in try archive.topics() {
            for number in 0..<topic.partitionCount {
                let place = TopicPartition(topic.name, Partition(number))
                if case .compact = topic.cleanup {
                    func entries(_ reader: any LogReader) throws -> [Bytes: Bytes] {
                        var entries: [Bytes: Bytes] = [:]
                        try reader.ledger(place) { entries[$0] = $1 }
                        return entries
                    }
                    #expect(try entries(after) == entries(before))
                    continue
                }
                #expect(try after.bounds(of: place) == before.bounds(of: place))
                var (expected, found) = ([Record](), [Record]())
                try before.forEachRecord(of: place) { expected.append($0) }
                try after.forEachRecord(of: place) { found.append($0) }
                #expect(expected.count == found.count)
                #expect(zip(expected, found).allSatisfy { $0.offset == $1.offset && $0.isSame(as: $1) })
                records += found.count
                // From any place on, in batches of any size.
                for index in stride(from: 0, to: expected.count, by: 37) {
                    let batch = try after.read(place, from: expected[index].offset, bytesMax: 1 + index * 100)
                    #expect(batch.records.first?.offset == expected[index].offset)
                    #expect(zip(batch.records, expected[index...]).allSatisfy { $0.offset == $1.offset })
                }
            }
        }
        #expect(records > 1000)
    }

    @Test func itIsVerifiedAndRehearsedAsTheLogIs() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let archive = try archived(RecordedChannel.sound(), .whole)
        #expect(archive.provableDesks == DeskName.allCases)
        let report = try RecordedChannel.verify(archive)
        #expect(report == (try RecordedChannel.verify(RecordedChannel.sound())))
        #expect(report.isSound && report.posts > 1000 && report.invariantsChecked)
        let window = try RecordedWindow(archive, archive.topology)
        #expect(window.fates.count > 10)
        #expect(
            window.fates.count == (try RecordedWindow(RecordedChannel.sound(), RecordedChannel.topology)).fates.count
        )
    }

    @Test func damageIsFoundInAnArchiveToo() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for damage in [PlantedDamage.postLost, .ledgerValueChanged, .journalEntryChanged] {
            let log = try RecordedChannel.recorded()
            let place = try damage.plant(in: log)
            let report = try RecordedChannel.verify(archived(log, .whole))
            let found = report.findings.contains { damage.kinds.contains($0.kind) && $0.place.contains(place) }
            #expect(found, "\(damage)")
        }
    }

    @Test func whatIsMaskedIsNotProved() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try RecordedChannel.recorded()
        // Somebody wrote a number where only the Intake desk may see it.
        let (place, index) = try #require(
            log.first { place, _ in RecordedChannel.topology.topic(named: place.topic) == .alerts }
        )
        var alert = UnsoldAlert()
        alert.text = "白菜 1吨 13800138000"
        log.partitions[place]?.records[index].value = RecordBody.unsoldAlert(alert).serialized()[...]
        let archive = try archived(log, .masked)
        #expect(archive.maskedCount == 1)
        #expect(archive.provableDesks == [.lot, .promotion, .broadcast, .dispatch])
        let report = try RecordedChannel.verify(archive, settings: .init(desks: archive.provableDesks))
        #expect(report.isSound && report.posts > 500)
        let reader = try archive.reader()
        #expect(throws: LogError.self) {
            try reader.ledger(TopicPartition(RecordedChannel.topology.ledgerName(of: .intake), Partition(0))) { _, _ in
            }
        }
    }

    @Test func nothingCanBeWrittenToIt() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let archive = try archived(RecordedChannel.sound(), .whole)
        let post = Post(topic: TopicName("t"), timestamp: Timestamp(milliseconds: 0), key: nil, value: nil)
        let error = try #require(throws: LogError.self) { try archive.append([post]) }
        #expect(error.code == .stop && error.remedy.contains("replay import"))
    }
}
