import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// What a depot refuses one lot, the others do not ask of it for a while.
struct DepotRefusalTests {
    /// A depot that has just refused to carry 12 t from kilometre 100 to 300, asked for five days ahead.
    private func refused(_ reason: String = "CAPACITY_FULL") throws -> LotStory {
        var story = LotStory()
        story.offer("depot:near", .vehicles, tonnes: 15, kilometre: 90)
        story.offer("works", .processor, price: 200, kilometre: 300) { $0.needsTransport = true }
        story.openLot()
        story.award(try story.bid(for: "works"), price: 200, remaining: 100 * tonne)
        story.decline(try story.bid(for: "depot:near"), reason, remaining: 15 * tonne)
        #expect(story.releases.map(\.reason) == ["NO_TRANSPORT"])
        return story
    }

    @Test(arguments: ["CAPACITY_FULL", "NO_VEHICLE", "TOO_LATE"])
    func anotherLotDoesNotBidForWhatNobodyWouldCarry(reason: String) throws {
        var story = try refused(reason)
        story.openLot("L2", tonnes: 3)
        #expect(story.bids.isEmpty)
        #expect(story.events == ["OPENED", "NO_OUTLET"])
    }

    @Test(arguments: ["WITHDRAWN", "NO_COLD_CHAIN", "UNKNOWN_OFFER", "of another version"])
    func aRefusalThatSaysNothingOfOthersKeepsNobodyAway(reason: String) throws {
        var story = try refused(reason)
        story.openLot("L2", tonnes: 3)
        #expect(story.bids.map(\.offer) == ["works"])
    }

    @Test func whatIsMuchNearerIsStillAsked() throws {
        var story = try refused()
        story.offer("kitchen", .institutionalCanteen, price: 100, kilometre: 120) { $0.needsTransport = true }
        story.openLot("L2", tonnes: 3)
        #expect(story.bids.map(\.offer) == ["kitchen"])
    }

    @Test func aLittleLoadMayStillFitIn() throws {
        var story = try refused()
        var lot = LotOpened()
        lot.lot = "L3"
        lot.crop = "cabbage"
        lot.grams = 100_000
        lot.place = LineCountry.place(100)
        lot.sellBy = 5 * day
        lot.lifeMilliseconds = 5 * day
        story.take(.lotOpened(lot))
        #expect(story.bids.map(\.offer) == ["works"])
    }

    @Test func whoCanWaitMuchLongerIsStillCarried() throws {
        var story = try refused()
        story.openLot("L2", days: 20)
        #expect(story.bids.map(\.offer) == ["works"])
    }

    /// What is learnt of far loads takes back nothing of what was learnt of all.
    @Test func aRefusalThatSaysLessDoesNotReplaceOneThatSaysMore() throws {
        var story = try refused()
        story.openLot("L2", days: 20)
        story.award(try story.bid(for: "works"), price: 200, remaining: 100 * tonne)
        story.decline(try story.bid(for: "depot:near"), "TOO_FAR", remaining: 15 * tonne)
        #expect(story.releases.map(\.reason) == ["NO_TRANSPORT"])
        // Nearer than what is too far: only the first refusal speaks of it, and not to those who can wait.
        story.offer("kitchen", .institutionalCanteen, price: 100, kilometre: 250) { $0.needsTransport = true }
        #expect(story.bids.map(\.lot) == ["L2"])
        story.openLot("L3", tonnes: 3)
        #expect(story.bids.isEmpty)
    }

    @Test func ofManyRefusalsTheLastAreKnownAndEachIsForgottenInItsTime() {
        var refusals: [DepotRefusal] = []
        let now = Instant(milliseconds: 0)
        for number in 1...12 as ClosedRange<Int64> {
            // The farther, the more patient: none says what another says.
            refusals.note(
                DepotRefusal(metres: number * 100, patienceMilliseconds: number, grams: 0, until: 1000 + number),
                now
            )
        }
        #expect(refusals.map(\.metres) == [500, 600, 700, 800, 900, 1000, 1100, 1200])
        #expect(refusals.reachMetres(patienceMilliseconds: 7, grams: 1, now) == 700)
        #expect(refusals.reachMetres(patienceMilliseconds: 13, grams: 1, now) == .max)
        #expect(refusals.reachMetres(patienceMilliseconds: 7, grams: 1, Instant(milliseconds: 1007)) == 800)
        // One that says as much as all of them leaves none of them.
        refusals.note(DepotRefusal(metres: 0, patienceMilliseconds: 20, grams: 0, until: 2000), now)
        #expect(refusals.count == 1)
        refusals.note(
            DepotRefusal(metres: 9, patienceMilliseconds: 30, grams: 0, until: 5000),
            Instant(milliseconds: 2000)
        )
        #expect(refusals.map(\.metres) == [9])
    }

    @Test func afterAWhileItIsAskedAgain() throws {
        var story = try refused()
        story.pass(until: LotDeskSettings().refusalHoldsMilliseconds + 1)
        story.openLot("L2")
        #expect(story.bids.map(\.offer) == ["works"])
    }

    @Test func aDepotThatIsOpenForLongerIsAskedAtOnce() throws {
        var story = try refused()
        story.offer("depot:near", .vehicles, tonnes: 15, kilometre: 90) { $0.closes = 500 * day }
        #expect(story.bids.map(\.offer) == ["works"], "the lot that waits hears of it")
    }

    @Test func aDepotThatSaysNothingNewIsNot() throws {
        var story = try refused()
        story.offer("depot:near", .vehicles, tonnes: 14, kilometre: 90)
        #expect(story.bids.isEmpty)
        story.openLot("L2")
        #expect(story.bids.isEmpty)
    }

    @Test func whatWasRefusedIsKnownAfterARestore() throws {
        var story = try refused()
        story.harness = try story.harness.restarted()
        story.openLot("L2")
        #expect(story.bids.isEmpty)
    }

    @Test func roomSurvivesTheLedger() throws {
        let refusal = DepotRefusal(metres: 5, patienceMilliseconds: .max, grams: 0, until: -7)
        let other = DepotRefusal(metres: 7, patienceMilliseconds: 1, grams: 2, until: 9)
        for room in [
            OfferRoom(grams: 3, opens: 9), OfferRoom(grams: 0, opens: .min, refusals: [refusal]),
            OfferRoom(grams: 1, opens: 2, refusals: [refusal, other]),
        ] {
            #expect(try OfferRoom(ledgerBytes: room.ledgerBytes()[...]) == room)
        }
        for count in [0, 8, 15, 24, 40, 49] {
            #expect(throws: UnknownLedgerEntry.self) {
                _ = try OfferRoom(ledgerBytes: ArraySlice(repeating: 1, count: count))
            }
        }
    }

    /// An outlet that is full until a day says so, and lots that cannot wait so long do not bid.
    @Test func anOutletThatIsFullUntilALaterDayIsNoOutletForWhatSpoilsBefore() throws {
        var story = LotStory()
        story.offer("works", .processor, price: 200)
        story.openLot()
        var answer = Awarded()
        let bid = try story.bid(for: "works")
        answer.bid = bid.bid
        answer.lot = bid.lot
        answer.offer = bid.offer
        answer.grams = bid.grams
        answer.price = 200
        answer.settles = day
        answer.remainingGrams = 88 * tonne
        answer.opens = 3 * day
        story.take(.awarded(answer))
        story.openLot("brief", days: 2)
        #expect(story.bids.isEmpty)
        story.openLot("lasting", days: 5)
        #expect(story.bids.map(\.offer) == ["works"])
    }
}
