import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// What holds for every lot, whatever the world does.
struct LotPropertyTests {
    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func everyGramIsSomewhereAndEveryBidIsOwedAnAnswer(seed: UInt64) throws {
        var world = HostileWorld(seed: seed)
        try world.openMarkets()
        for _ in 0..<300 { try world.step() }
        #expect(world.owed.everPosted.count > 10, "seed \(seed) made too little happen")
        // Now nobody says anything any more, and time passes: every lot comes to its end all the same.
        world.harness.runDown(limit: 100_000)
        try world.check()
        #expect(world.harness.desk.openLots == 0)
        #expect(world.owed.bids.isEmpty)
    }

    /// The world is hostile enough: between them a few seeds make everything happen that can happen to a lot.
    @Test func theWorldLeavesNothingOut() throws {
        var events: Set<String> = []
        for seed in 100...112 as ClosedRange<UInt64> {
            var world = HostileWorld(seed: seed)
            try world.openMarkets()
            for _ in 0..<300 { try world.step() }
            world.harness.runDown(limit: 100_000)
            for fact in LotStory.journal(world.harness.posts) { events.insert(fact.event) }
        }
        #expect(LotEvent.allCases.map(\.rawValue).filter { !events.contains($0) } == [])
    }

    /// The second model above would notice: a world in which an answer was forgotten is told apart.
    @Test func aForgottenAnswerWouldBeNoticed() throws {
        var world = HostileWorld(seed: 3)
        while world.owed.bids.isEmpty { try world.step() }
        let bid = try #require(world.owed.bids.values.min { $0.bid < $1.bid })
        world.owed.bids[bid.bid] = nil
        #expect(try world.awaitedBids() != Set(world.owed.bids.keys))
    }

    /// Whatever a record holds, the desk neither traps nor loses a gram.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func noRecordTrapsTheDesk(seed: UInt64) throws {
        var world = HostileWorld(seed: seed)
        var fuzz = AbsurdRecords(seed: seed)
        for round in 0..<600 {
            if round % 2 == 0 { try world.step() }
            try world.happen(at: world.harness.now) { world in
                let body = fuzz.next(bids: world.owed.everPosted.keys.sorted().suffix(8))
                switch body {
                case .awarded(let answer): world.owed.bids[answer.bid] = nil
                case .declined(let answer): world.owed.bids[answer.bid] = nil
                default: break
                }
                return body
            }
        }
        let far = Instant(milliseconds: [Int64.max, Int64.max / 4, 8_000_000_000_000, .min][Int(seed % 4)])
        for _ in 0..<50 { world.harness.deliver(fuzz.next(bids: []), at: far) }
        #expect(world.owed.wrongs.isEmpty)
    }

    @Test func bytesOfNobodyNeitherTrapNorChangeAnything() throws {
        var random = SplitMix64(seed: 11)
        var story = LotStory()
        story.openLot()
        var decoded = 0
        for round in 0..<30_000 {
            let kind = RecordKind.allCases[round % RecordKind.allCases.count]
            let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            guard let body = try? RecordBody(kind, serialized: bytes[...]) else { continue }
            decoded += 1
            story.take(body, at: 0)
        }
        #expect(decoded > 1000)
        #expect(story.balance().unplaced == 12 * tonne)
        #expect(story.harness.faults.isEmpty)
    }
}
