import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams
import Testing

/// Where records go, how they are changed on the way, and how fast.
@Suite struct RedriveTargetTests {
    private func stage(_ texts: [String], reason: String = "UNKNOWN_CROP") throws -> ReplayStage {
        let stage = try ReplayStage()
        for (number, text) in texts.enumerated() {
            try stage.refuse(
                stage.alert(text, id: "\(number)", key: "k\(number)", at: ReplayStage.eight + Int64(number) * 1000),
                reason: reason
            )
        }
        return stage
    }

    @Test func aSandboxTakesWhatBelongsInTheTopicsOfItsNames() throws {
        let stage = try stage(["洋芋 1吨", "洋芋 2吨"])
        let sandbox = ChannelTopology(prefix: "sand", partitionCountDefault: 4)
        try stage.log.createTopics(sandbox.topicSettings)
        let before = try stage.records(of: .alerts).count
        let request = RedriveRequest(selection: stage.window, target: .sandbox("sand"))
        #expect(try stage.run(stage.plan(request).plan).run().sent == 2)
        #expect(try stage.records(of: .alerts).count == before)
        var there = 0
        for partition in sandbox.partitions(of: .alerts) {
            try stage.log.reader().forEachRecord(of: partition) { _ in there += 1 }
        }
        #expect(there == 2)
        // What was tried in a sandbox can still go home, once.
        #expect(try stage.plan(request).plan.head.send == 0)
        #expect(try stage.run(stage.plan(RedriveRequest(selection: stage.window)).plan).run().sent == 2)
    }

    /// What stands in a live topic is taken once more, and not for ever: the copies that a replay has put there are its own.
    @Test func aLiveTopicIsTakenOnceMoreOnly() throws {
        let stage = try ReplayStage()
        for number in 0..<5 {
            try stage.post(stage.alert("土豆 3吨 庆安县", id: "\(number)", at: ReplayStage.eight + Int64(number)))
        }
        var selection = stage.window
        selection.topic = "alerts"
        let request = RedriveRequest(selection: selection, allowsLiveTopic: true)
        #expect(try stage.run(stage.plan(request).plan).run().sent == 5)
        let again = try stage.plan(request).plan.head
        #expect(again.window == 10 && again.send == 0)
        #expect(again.skipped == [.init(reason: "none", outcome: "ALREADY_REDRIVEN", records: 10)])
    }

    @Test func oneDeskCanBeMeant() throws {
        let stage = try stage(["洋芋 1吨"])
        var bid = Bid()
        bid.bid = "b"
        var headers = Headers()
        headers.append(EventHeader.type, RecordKind.bid.eventType)
        headers.append(EventHeader.id, "bid-1")
        let record = Record(
            offset: .zero,
            timestamp: Timestamp(milliseconds: ReplayStage.eight),
            key: [1],
            value: RecordBody.bid(bid).serialized()[...],
            headers: headers
        )
        try stage.refuse(record, at: try stage.post(record, to: .promotion), reason: "UNKNOWN_OFFER")
        let head = try stage.plan(RedriveRequest(selection: stage.window, desk: "promotion")).plan.head
        #expect(head.send == 1 && head.skipped == [.init(reason: "UNKNOWN_CROP", outcome: "OTHER_DESK", records: 1)])
        #expect(head.sent == [.init(reason: "UNKNOWN_OFFER", outcome: "greenchannel.promotion", records: 1)])
    }

    @Test func whatADeskGaveUpOnGoesBackToItsInbox() throws {
        let stage = try ReplayStage()
        var record = stage.alert("魔法果 1吨 庆安县", id: "alerts/0/7/2", at: ReplayStage.eight)
        record.headers.append(DeadLetter.Header.reason, "UNKNOWN_CROP")
        record.headers.append(DeadLetter.Header.detail, "case A1: the sender did not answer")
        record.headers.append(DeadLetter.Header.topic, stage.topology.name(of: .alerts).rawValue)
        try stage.post(record, to: .deadLetters)
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        #expect(plan.head.send == 1)
        _ = try stage.run(plan).run()
        #expect(try stage.redriven() == ["alerts/0/7/2": 1])
        #expect(try stage.plan(RedriveRequest(selection: stage.window)).plan.head.send == 0)
    }

    @Test func aWordIsMappedToACropAndShownBeforeAndAfter() throws {
        let stage = try stage(["魔法果 3吨 庆安县 还能放10天", "土豆 3吨 庆安县 还能放10天"])
        let report = try stage.plan(RedriveRequest(selection: stage.window, cropMaps: ["魔法果=potato"]))
        #expect(report.faultCount == 0 && report.plan.head.edited == 1)
        let change = try #require(report.changes.first?.changes.first)
        #expect(change.field == "text")
        #expect(change.before == "魔法果 3吨 庆安县 还能放10天")
        #expect(!change.after.contains("魔法果") && change.after.hasSuffix("3吨 庆安县 还能放10天"))
        _ = try stage.run(report.plan).run()
        let texts = try stage.records(of: .alerts).compactMap { _, record -> String? in
            guard record.headers[EventHeader.replay] != nil, let value = record.value else { return nil }
            guard case .unsoldAlert(let alert) = try RecordBody(.unsoldAlert, serialized: value) else { return nil }
            return alert.text
        }
        #expect(Set(texts) == [change.after, "土豆 3吨 庆安县 还能放10天"])
    }

    @Test func onlyEditsOfWhatWillBeSentAreShown() throws {
        let stage = try stage((1...4).map { "魔法果 \($0)吨 庆安县 还能放10天" })
        let request = RedriveRequest(selection: stage.window, cropMaps: ["魔法果=potato"], countMax: 2)
        let report = try stage.plan(request)
        #expect(report.plan.head.edited == 2)
        #expect(report.changes.map(\.place) == report.sample && report.sample.count == 2)
    }

    @Test func anEditThatDoesNotHelpIsRefusedBeforeAnythingIsSent() throws {
        let stage = try stage(["魔法果 3吨 庆安县 还能放10天"])
        let before = try stage.recordCount()
        for (sets, words) in [
            (["place=火星"], "still answer UNKNOWN_CROP"), (["grams=1"], "has no field"), (["kind=FEED"], "has no field"),
        ] {
            let report = try stage.plan(RedriveRequest(selection: stage.window, sets: sets))
            #expect(report.faultCount == 1 && report.faults[0].contains(words), "\(sets): \(report.faults)")
        }
        let good = try stage.plan(RedriveRequest(selection: stage.window, sets: ["text=土豆 3吨 庆安县 还能放10天"]))
        #expect(good.faultCount == 0 && good.plan.head.edited == 1)
        #expect(try stage.recordCount() == before)
    }

    @Test func anAlertInJSONIsEditedAsTheMessageThatItIs() throws {
        let stage = try ReplayStage()
        var headers = Headers()
        headers.append(EventHeader.contentType, "application/json")
        headers.append(EventHeader.id, "json")
        let record = Record(
            offset: .zero,
            timestamp: Timestamp(milliseconds: ReplayStage.eight),
            key: [0x61],
            value: Array(#"{"text":"魔法果 3吨 庆安县 还能放10天","origin":"api"}"#.utf8)[...],
            headers: headers
        )
        try stage.refuse(record, reason: "UNKNOWN_CROP")
        let report = try stage.plan(RedriveRequest(selection: stage.window, cropMaps: ["魔法果=potato"]))
        #expect(report.changes.first?.changes.map(\.field) == ["text", EventHeader.contentType])
        _ = try stage.run(report.plan).run()
        let sent = try #require(try stage.records(of: .alerts).last { $0.1.headers[EventHeader.replay] != nil }?.1)
        #expect(sent.headers.text(EventHeader.contentType) == EventHeader.protobuf)
        let body = try RecordBody(.unsoldAlert, serialized: try #require(sent.value))
        guard case .unsoldAlert(let alert) = body else { throw ReplayRefusal(.wrongTarget, "\(body)", remedy: "") }
        #expect(alert.origin == "api" && alert.text.hasSuffix("3吨 庆安县 还能放10天"))
        // Unedited, JSON stays JSON.
        #expect(try stage.plan(RedriveRequest(selection: stage.window)).plan.head.edited == 0)
    }

    @Test func theMaximumAndThePaceAreKept() throws {
        let stage = try stage((0..<10).map { "洋芋 \($0)吨" })
        let request = RedriveRequest(selection: stage.window, countMax: 4, paceFactor: 2)
        let plan = try stage.plan(request).plan
        #expect(plan.head.send == 4)
        #expect(plan.head.skipped == [.init(reason: "UNKNOWN_CROP", outcome: "BEYOND_MAX", records: 6)])
        let started = stage.clock.now
        _ = try stage.run(plan).run()
        // Three seconds between the first and the last, at twice the speed.
        #expect((1500...1800).contains(stage.clock.now - started))
    }

    /// The notice to the farmer that a replayed alert leads to is marked, so that nobody sends it.
    @Test func whatFollowsCarriesTheMark() throws {
        let stage = try stage(["土豆 3吨 庆安县 还能放10天"])
        _ = try stage.run(stage.plan(RedriveRequest(selection: stage.window)).plan).run()
        let (partition, record) = try #require(
            try stage.records(of: .alerts).last { $0.1.headers[EventHeader.replay] != nil }
        )
        let channel = ChannelApplication(topology: stage.topology) { desk, _ in DeskFactory().make(desk) }
        var processor = channel.processor(of: .intake, partition.partition)
        var output = TaskOutput(source: partition, clock: record.timestamp)
        processor.process(record, &output)
        var posts: [Post] = []
        output.forEachPost(partitionCounts: [:]) { post, _ in posts.append(post) }
        let topics = Set(posts.map(\.topic))
        #expect(topics.isSuperset(of: [stage.topology.name(of: .lots), stage.topology.name(of: .notices)]))
        for post in posts { #expect(ReplayMark(post.headers)?.notifies == false, "\(post.topic)") }
    }

    @Test func outsideEffectsAreAllowedOnlyByName() throws {
        for notifies in [false, true] {
            let stage = try stage(["洋芋 1吨"])
            _ = try stage.run(stage.plan(RedriveRequest(selection: stage.window, notifies: notifies)).plan).run()
            let sent = try #require(try stage.records(of: .alerts).last?.1)
            #expect(ReplayMark(sent.headers)?.notifies == notifies)
        }
        var foreign = Headers()
        foreign.append(EventHeader.replay, "some other tool")
        #expect(ReplayMark(foreign) == ReplayMark(run: "", attempt: 1, notifies: false))
    }
}
