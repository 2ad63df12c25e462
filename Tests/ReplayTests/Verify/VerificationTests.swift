import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Replay
import TestKit
import Testing

/// That everything in a log is what the desks make of their inboxes. A thousand seeds with crashes are verified in
/// `ChannelSimulationTests`.
@Suite struct VerificationTests {
    @Test func aSoundLogIsFoundSound() throws {
        let report = try RecordedChannel.verify(RecordedChannel.sound())
        #expect(report.findings == [])
        #expect(report.tasks.count == 10)
        #expect(report.tasks.allSatisfy { $0.status == .same })
        // What found nothing wrong must have had something to look at.
        #expect(report.records > 1000 && report.posts > 1000 && report.ledgerEntries > 50)
        #expect(report.bids > 50 && report.lots > 10 && report.invariantsChecked)
        #expect(report.tasks.contains { $0.timers > 0 })
    }

    @Test(arguments: PlantedDamage.allCases)
    func damageIsFoundAndItsPlaceNamed(_ damage: PlantedDamage) throws {
        let log = try RecordedChannel.recorded()
        let place = try damage.plant(in: log)
        let report = try RecordedChannel.verify(log)
        let found = report.findings.contains { damage.kinds.contains($0.kind) && $0.place.contains(place) }
        #expect(found, "\(damage) at '\(place)' is not among \(report.findings.prefix(4).map(\.description))")
        #expect(!report.isSound)
    }

    @Test func aFindingShowsTheRecordTheStateAndBothSides() throws {
        let log = try RecordedChannel.recorded()
        _ = try PlantedDamage.postValueChanged.plant(in: log)
        let finding = try #require(RecordedChannel.verify(log).findings.first)
        #expect(finding.parts == ["value"])
        #expect(finding.task.hasPrefix("lot recorded.lots-"))
        #expect(finding.cause?.value?.hasPrefix("{") == true)
        #expect(!finding.stateBefore.isEmpty)
        #expect(finding.expected?.value?.contains("\"bid\"") == true)
        #expect(finding.found?.value != finding.expected?.value)
    }

    @Test func otherRulesThanTheWorkersHadAreFound() throws {
        let log = try RecordedChannel.sound()
        let report = try RecordedChannel.verify(log, RecordedChannel.channel(decisionWindow: 30_000))
        #expect(!report.isSound)
        #expect(report.tasks.contains { $0.desk == "promotion" && $0.status == .different })
        #expect(report.tasks.allSatisfy { $0.desk != "intake" || $0.status == .same })
    }

    @Test func whatIsNoLongerKeptIsSaidAndTheRestVerified() throws {
        let log = try RecordedChannel.recorded()
        let inbox = TopicPartition(RecordedChannel.topology.name(of: .promotion), Partition(0))
        log.drop(inbox, before: Offset(40))
        for partition in RecordedChannel.topology.partitions(of: .notices) { log.drop(partition, before: Offset(3)) }
        let report = try RecordedChannel.verify(log)
        let shortened = try #require(report.tasks.first { $0.inbox == inbox.description })
        #expect(shortened.status == .notFolded)
        #expect(shortened.note.contains("offset 40"))
        #expect(report.tasks.filter { $0.status == .same }.count == 9)
        #expect(report.tasks.contains { $0.desk == "intake" && $0.postsNoLongerKept > 0 })
        // Bids that are gone have no answers without a bid: nothing is made of it that the log cannot show.
        let kinds = Set(report.findings.map(\.kind))
        #expect(kinds.isSubset(of: [.invariantBroken]), "\(report.findings.prefix(3))")
    }

    /// Topics that desks neither read nor write came later than some logs.
    @Test func aLogOfAnOlderVersionIsVerified() throws {
        let log = try RecordedChannel.recorded()
        for topic in [Topic.parked, .replays, .workers] { log.forget(RecordedChannel.topology.name(of: topic)) }
        let report = try RecordedChannel.verify(log)
        #expect(report.isSound && report.invariantsChecked && report.records > 1000)
    }

    @Test func someDesksCanBeVerifiedAlone() throws {
        let log = try RecordedChannel.sound()
        let report = try RecordedChannel.verify(log, settings: .init(desks: [.dispatch]))
        #expect(report.tasks.map(\.desk) == ["dispatch", "dispatch"])
        #expect(report.isSound && !report.invariantsChecked)
    }

    @Test func aVerificationBeginsAtACheckpoint() throws {
        var checkpoint = VerificationCheckpoint()
        let recorded = try RecordedChannel.recorded()
        let half = try RecordedChannel.recorded()
        // The log as it was at an earlier time is what the desks had made of it until then.
        try LogVerification(recorded, RecordedChannel.topology, RecordedChannel.channel().application)
            .run(checkpoint: { checkpoint.tasks[$0.inbox] = $0 })
        #expect(checkpoint.tasks.count == 10)
        let report = try RecordedChannel.verify(half, settings: .init(since: checkpoint))
        #expect(report.isSound)
        #expect(report.records == 0 && report.ledgerEntries > 50)
        let place = try PlantedDamage.ledgerValueChanged.plant(in: half)
        let damaged = try RecordedChannel.verify(half, settings: .init(since: checkpoint))
        #expect(damaged.findings.map(\.kind) == [.ledgerChanged])
        #expect(damaged.findings.first?.place == place)
    }

    @Test func whatAReplaySentOnceMoreIsNoDamage() throws {
        let log = try RecordedChannel.recorded()
        for topic in [Topic.lots, .notices, .promotion] {
            let place = RecordedChannel.topology.partitions(of: topic)[0]
            let posted = try #require(log.partitions[place]).records.first { record in
                let origin = RecordOrigin(record.headers)
                return origin.cause != nil && origin.kind != .offerAnnounced
            }
            var copy = try #require(posted)
            let end = try #require(log.partitions[place]).end
            copy.offset = end
            copy.headers.append(EventHeader.replay, "run-1")
            log.partitions[place]?.records.append(copy)
            log.partitions[place]?.end = end.next
        }
        let report = try RecordedChannel.verify(log)
        #expect(report.findings == [])
        #expect(report.tasks.reduce(0) { $0 + $1.replayed } == 3)
    }

    /// Nothing that anybody wrote may end the process.
    @Test func absurdAmountsAreJudged() throws {
        let log = try RecordedChannel.recorded()
        let place = RecordedChannel.topology.partitions(of: .lots)[0]
        for number in 0..<3 {
            var release = Released()
            release.bid = "nobody"
            release.grams = number == 1 ? .min : .max
            var outcome = OutcomeReported()
            outcome.bid = "nobody"
            outcome.kind = .outcomeShort
            outcome.grams = .min
            for body in [RecordBody.released(release), .outcomeReported(outcome)] {
                let record = TimedRecord(at: Instant(milliseconds: .max), topic: .lots, key: "x", body: body)
                for post in RecordedChannel.topology.posts(of: record, id: "\(number)", source: "x") {
                    let end = try #require(log.partitions[place]).end
                    log.partitions[place]?.records.append(
                        Record(
                            offset: end,
                            timestamp: post.timestamp,
                            key: post.key,
                            value: post.value,
                            headers: post.headers
                        )
                    )
                    log.partitions[place]?.end = end.next
                }
            }
        }
        #expect(try RecordedChannel.verify(log).findings == [])
        let window = try RecordedWindow(log, RecordedChannel.topology)
        var rehearsal = try WindowRehearsal(window)
        try rehearsal.run()
        let again = try RecordedWindow(rehearsal.log, window.topology)
        #expect(Comparison(recorded: window.fates, rehearsed: again.fates).report().lots == [])
    }
}
