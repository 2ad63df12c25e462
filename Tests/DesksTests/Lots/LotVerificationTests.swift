import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// Nobody is promoted on a lie.
struct LotVerificationTests {
    private static let publicKinds: [OutletKind] = [
        .assistanceZone, .groupBuy, .c2MPreSale, .offlineDisplay, .communityGroupBuy, .liveSlot,
    ]

    @Test(arguments: publicKinds) func anUnverifiedLotReachesNoPublicOutlet(_ kind: OutletKind) throws {
        var story = LotStory()
        story.offer("public", kind, price: 500)
        story.offer("processor", .processor, price: 50, tonnes: 5)
        story.offer("canteen", .institutionalCanteen, price: 60, tonnes: 5)
        story.openLot(tonnes: 12)
        #expect(story.bids.map(\.offer) == ["canteen", "processor"])
        // Once it is verified, what is left goes to the public.
        story.verify()
        #expect(story.bids.map(\.offer) == ["public"])
        #expect(story.events == ["VERIFIED", "BIDS_POSTED"])
        #expect(story.told.first?.by == "officer-7")
        let topic = story.last.postings.first { if case .bid = $0.body { true } else { false } }?.topic
        #expect(topic == (kind == .liveSlot ? .broadcast : .promotion))
    }

    @Test func whatWasPromotedInGoodFaithIsTakenBack() throws {
        var story = LotStory()
        story.offer("zone", .assistanceZone, price: 500, tonnes: 4)
        story.offer("live", .liveSlot, price: 400, tonnes: 4)
        story.offer("processor", .processor, price: 50, tonnes: 4)
        story.openLot(tonnes: 12)
        #expect(story.bids.map(\.offer) == ["processor"])
        story.award(try story.bid(for: "processor"), price: 50)
        story.verify()
        let live = try story.bid(for: "live")
        story.award(try story.bid(for: "zone"), price: 500)
        #expect(story.balance().awarded == 8 * tonne)

        var message = LotUnverifiable()
        message.lot = "L1"
        message.by = "officer-9"
        message.why = "no such field"
        story.take(.lotUnverifiable(message))
        #expect(story.releases.map(\.offer).sorted() == ["live", "zone"])
        #expect(story.releases.allSatisfy { $0.reason == "UNVERIFIABLE" && $0.grams == 4 * tonne })
        #expect(story.balance().awarded == 4 * tonne)
        #expect(story.balance().unplaced == 8 * tonne)
        // The studio's answer was on its way already: late, not wrong.
        story.award(live, price: 400)
        #expect(story.last.postings.isEmpty && story.last.refusal == nil)
        #expect(story.balance().awarded == 4 * tonne)
    }

    @Test func anOverrideCannotPromoteAnUnverifiedLotEither() {
        var story = LotStory()
        story.offer("zone", .assistanceZone, price: 500)
        story.openLot()
        var message = LotOverridden()
        message.lot = "L1"
        message.offer = "zone"
        message.grams = tonne
        story.take(.lotOverridden(message))
        #expect(story.last.refusal?.reason == "INVALID_FIELD")
        #expect(story.last.postings.isEmpty)
        story.verify()
        story.take(.lotOverridden(message))
        #expect(story.last.refusal == nil)
        #expect(story.events.contains("OVERRIDDEN"))
    }
}
