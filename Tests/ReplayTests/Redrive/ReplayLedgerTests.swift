import EventLog
import GreenChannelModel
import Testing

@testable import Replay

/// What older versions have written into the ledger of replays still counts.
@Suite struct ReplayLedgerTests {
    private static func key(_ identity: Digest) -> Bytes {
        var key: [UInt8] = [1]
        for word in [identity.high, identity.low] {
            withUnsafeBytes(of: word.bigEndian) { key.append(contentsOf: $0) }
        }
        return key[...]
    }

    private static func read(_ key: Bytes, _ value: String) throws -> [Digest: ReplayLedger.Sendings] {
        var contents = ReplayLedger.Contents(run: nil)
        var said: [Digest: ReplayLedger.Sendings] = [:]
        try contents.take(key: key, value: Array(value.utf8)[...]) { said[$0] = $1 }
        return said
    }

    @Test func anEntryOfOneRecordReads() throws {
        let identity = Digest(high: 0x0102_0304_0506_0708, low: .max - 7)
        let key = Self.key(identity)
        #expect(try Self.read(key, "2") == [identity: .init(count: 2, isParked: false)])
        #expect(try Self.read(key, "4p") == [identity: .init(count: 4, isParked: true)])
        for wrong in ["", "p", "-1", "2pp", "2x", "99999999999999999999"] {
            let refusal = try #require(throws: ReplayRefusal.self) { try Self.read(key, wrong) }
            #expect(refusal.code == .noPlan && refusal.what.contains("does not read"), "\(refusal)")
        }
    }

    /// A page may be as long as it likes: its key says what it is.
    @Test func aPageReadsBesideIt() throws {
        let identity = Digest(high: 1, low: 2)
        var page: [UInt8] = []
        ReplayLedger.append(identity, .init(count: 3, isParked: true), to: &page)
        var contents = ReplayLedger.Contents(run: nil)
        var said: [Digest: ReplayLedger.Sendings] = [:]
        let key = ReplayLedger.pageKey(ofRun: String(repeating: "a", count: 64), from: 7)
        try contents.take(key: key, value: page[...]) { said[$0] = $1 }
        #expect(said == [identity: .init(count: 3, isParked: true)])
    }

    @Test(arguments: [("1", RedriveSkip.alreadyRedriven), ("3p", .alreadyParked)])
    func aPlanLeavesOutWhatAnOlderVersionHasSent(_ value: String, _ skip: RedriveSkip) throws {
        let stage = try ReplayStage()
        for id in ["1", "2"] {
            try stage.refuse(stage.alert("洋芋 \(id)吨", id: id, at: ReplayStage.eight), reason: "UNKNOWN_CROP")
        }
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        #expect(plan.head.send == 2)
        var entries = try plan.entries()
        let first = try #require(try entries.next())
        try write(Self.key(first.identity), value, stage, try stage.run(plan))
        let head = try stage.plan(RedriveRequest(selection: stage.window)).plan.head
        #expect(head.send == 1)
        #expect(head.skipped == [.init(reason: "UNKNOWN_CROP", outcome: skip.rawValue, records: 1)])
        // The plan that was made before is held against it, too.
        let refusal = try #require(throws: ReplayRefusal.self) { try stage.run(plan).run() }
        #expect(refusal.code == .planStale && refusal.what.contains("by another replay"), "\(refusal)")
        #expect(try stage.redriven().isEmpty)
    }

    /// Puts an entry there as a run does.
    private func write(_ key: Bytes, _ value: String, _ stage: ReplayStage, _ run: RedriveRun) throws {
        let session = try stage.log.join(run.group)
        defer { session.leave() }
        var isSeated = false
        for _ in 0..<100 where !isSeated {
            if case .assigned = try session.poll(timeoutMilliseconds: 0) { isSeated = true }
        }
        try #require(isSeated)
        let transaction = try session.beginTransaction()
        try transaction.changeLedger(of: run.inbox, key: key, value: Array(value.utf8)[...])
        try transaction.commit()
    }
}
