import Desks
import GreenChannelModel
import TestKit
import Testing

@Suite struct PromotionDeskTests {
    private func desk(_ offers: ChannelOffered...) -> DeskHarness<PromotionDesk> {
        var desk = DeskHarness(startingAt: Market.start) { PromotionDesk() }
        for offer in offers { _ = desk.offer(offer) }
        return desk
    }

    @Test func anOfferedChannelIsAnnouncedToEveryPartition() throws {
        var desk = desk()
        let posts = desk.offer(Market.channel()).postings
        #expect(told(posts) == ["ch-1 has 70000 kg"])
        let posting = try #require(posts.first)
        #expect(posting.target == .everyPartition)
        #expect(posting.topic == .lots)
        guard case .offerAnnounced(let announced) = posting.body else {
            Issue.record("not an announcement")
            return
        }
        #expect(announced.owner == "ch-1")
        #expect(announced.kind == .assistanceZone)
        #expect(announced.prices == Market.channel().prices)
        #expect(announced.needsTransport)
    }

    @Test func bidsOfOneWindowAreClearedTogetherByValue() {
        var desk = desk(Market.channel())
        #expect(desk.bid(Market.bid("low", value: 50)).postings.isEmpty)
        #expect(desk.bid(Market.bid("high", value: 90), at: Market.seconds(1)).postings.isEmpty)
        #expect(desk.bid(Market.bid("mid", value: 70), at: Market.seconds(1)).postings.isEmpty)
        let posts = desk.advance(to: Market.seconds(2))
        #expect(
            told(posts) == [
                "high awarded 4000 kg at 200", "mid awarded 4000 kg at 200", "low awarded 2000 kg at 200",
            ]
        )
        #expect(posts.map(\.key) == ["lot-high", "lot-mid", "lot-low"])
        guard case .awarded(let last)? = posts.last?.body else {
            Issue.record("not an award")
            return
        }
        #expect(last.cleared == 50)
        // The day is full; on the six days that follow 10 t each can come.
        #expect(last.remainingGrams == 60 * Market.tonne)
        #expect(last.settles == Market.seconds(2).milliseconds)
    }

    @Test func urgentBidsGoFirst() {
        var desk = desk(
            Market.channel {
                $0.gramsPerDay = 4 * Market.tonne; $0.closes = Market.hours(2).milliseconds
            }
        )
        _ = desk.bid(Market.bid("dear", value: 500))
        _ = desk.bid(Market.bid("urgent", value: 1) { $0.urgent = true })
        let answers = told(desk.advance(to: Market.seconds(2)))
        #expect(answers.prefix(2) == ["urgent awarded 4000 kg at 200", "dear declined OUTBID"])
    }

    @Test func aFullDayLeavesTheNextOne() {
        var desk = desk(Market.channel())
        _ = desk.bid(Market.bid("first") { $0.grams = 10 * Market.tonne })
        _ = desk.advance(to: Market.seconds(2))
        _ = desk.bid(Market.bid("second"), at: Market.seconds(3))
        let posts = desk.advance(to: Market.seconds(5))
        guard case .awarded(let award)? = posts.first?.body else {
            Issue.record("not an award")
            return
        }
        // Midnight in China is fifteen hours after nine in the morning.
        #expect(award.settles == Market.hours(15).milliseconds)
    }

    @Test func saleDelayAndReadyTimeMoveTheSettling() {
        var desk = desk(Market.channel { $0.saleDelayMilliseconds = Instant.hours(6) })
        _ = desk.bid(Market.bid("late") { $0.ready = Market.hours(30).milliseconds })
        let posts = desk.advance(to: Market.seconds(2))
        guard case .awarded(let award)? = posts.first?.body else {
            Issue.record("not an award")
            return
        }
        #expect(award.settles == Market.hours(36).milliseconds)
    }

    @Test func carrotsHaveTheirOwnPrice() {
        var desk = desk(Market.channel())
        _ = desk.bid(Market.bid("a") { $0.crop = "carrot" })
        #expect(told(desk.advance(to: Market.seconds(2))) == ["a awarded 4000 kg at 100"])
    }

    @Test func whatCannotBeTakenIsDeclinedAtOnce() {
        var desk = desk(Market.channel { $0.prices = [Market.price("pear", 200)] })
        func answer(_ change: (inout Bid) -> Void) -> [String] {
            told(
                desk.bid(
                    Market.bid("a") {
                        $0.crop = "pear"
                        change(&$0)
                    }
                ).postings
            )
        }
        #expect(answer { $0.crop = "carrot" } == ["a declined CROP_NOT_WANTED"])
        #expect(answer { $0.offer = "elsewhere" } == ["a declined UNKNOWN_OFFER"])
        #expect(
            answer {
                $0.grams = 99 * Market.kilogram; $0.minimumGrams = 0
            } == ["a declined BELOW_MINIMUM"]
        )
        #expect(answer { $0.sellBy = Market.start.milliseconds - 1 } == ["a declined WINDOW_TOO_SHORT"])
        #expect(answer { $0.ready = Market.hours(241).milliseconds } == ["a declined WINDOW_TOO_SHORT"])
        #expect(answer { $0.grams = -1 } == ["a declined INVALID_FIELD"])
        #expect(desk.refusals.isEmpty)
        #expect(desk.bid(Market.bid("")).refusal?.reason == "INVALID_FIELD")
    }

    @Test func aFullChannelSaysWhetherBetterBidsTookTheRoom() {
        var desk = desk(Market.channel { $0.closes = Market.hours(2).milliseconds })
        _ = desk.bid(Market.bid("winner", value: 90) { $0.grams = 10 * Market.tonne })
        _ = desk.bid(Market.bid("loser", value: 80))
        #expect(
            told(desk.advance(to: Market.seconds(2))) == [
                "winner awarded 10000 kg at 200", "loser declined OUTBID",
            ]
        )
        _ = desk.bid(Market.bid("late", value: 900), at: Market.seconds(3))
        // Full is said before the window ends, when the interval allows it.
        #expect(told(desk.advance(to: Market.seconds(10))) == ["late declined CAPACITY_FULL", "ch-1 has 0 kg"])
    }

    @Test func aBidIsAnsweredOnceHoweverOftenItComes() {
        var desk = desk(Market.channel())
        for _ in 0..<3 { _ = desk.bid(Market.bid("a")) }
        _ = desk.advance(to: Market.seconds(2))
        for _ in 0..<3 { _ = desk.bid(Market.bid("a")) }
        let answers = told(desk.runDown() + desk.posts).filter { $0.hasPrefix("a ") }
        #expect(Set(answers) == ["a awarded 4000 kg at 200"])
        #expect(told(desk.posts).filter { $0.hasPrefix("a ") }.count == 1)
    }

    @Test func aReleasedBidIsAnsweredAndAReleasedAwardFreesItsRoom() {
        var desk = desk(Market.channel { $0.closes = Market.hours(2).milliseconds })
        let whole = Market.bid("whole") { $0.grams = 10 * Market.tonne }
        let waiting = Market.bid("waiting")
        _ = desk.bid(whole)
        _ = desk.bid(waiting)
        #expect(told(desk.deliver(Market.release(waiting)).postings) == ["waiting declined WITHDRAWN"])
        #expect(told(desk.advance(to: Market.seconds(2))) == ["whole awarded 10000 kg at 200"])

        #expect(desk.deliver(Market.release(whole, grams: 3 * Market.tonne)).postings.isEmpty)
        _ = desk.bid(Market.bid("next"))
        #expect(told(desk.advance(to: Market.seconds(4))) == ["next awarded 3000 kg at 200"])

        // Late and repeated ones are normal.
        #expect(desk.deliver(Market.release(waiting)).postings.isEmpty)
        #expect(desk.deliver(Market.release(Market.bid("unknown"))).refusal == nil)
        _ = desk.deliver(Market.release(whole))
        _ = desk.deliver(Market.release(whole))
        _ = desk.bid(Market.bid("last") { $0.grams = 10 * Market.tonne })
        #expect(told(desk.advance(to: Market.seconds(6))).contains("last awarded 7000 kg at 200"))
    }

    @Test func aCorrectionHoldsForWhatIsNotGrantedAndNeverOversells() {
        var desk = desk(Market.channel { $0.closes = Market.hours(2).milliseconds })
        _ = desk.bid(Market.bid("a") { $0.grams = 8 * Market.tonne })
        _ = desk.advance(to: Market.seconds(2))
        let smaller = Market.channel {
            $0.gramsPerDay = 5 * Market.tonne; $0.closes = Market.hours(2).milliseconds
        }
        #expect(told(desk.offer(smaller).postings) == ["ch-1 has 0 kg"])
        _ = desk.bid(Market.bid("b"))
        #expect(told(desk.advance(to: Market.seconds(4))).first == "b declined CAPACITY_FULL")
        let larger = Market.channel {
            $0.gramsPerDay = 9 * Market.tonne; $0.closes = Market.hours(2).milliseconds
        }
        #expect(told(desk.offer(larger).postings) == ["ch-1 has 1000 kg"])
    }

    @Test func aWithdrawnChannelGivesBackWhatHasNotSettled() {
        var desk = desk(Market.channel { $0.saleDelayMilliseconds = Instant.hours(1) })
        _ = desk.bid(Market.bid("sold"))
        _ = desk.advance(to: Market.seconds(2))
        _ = desk.bid(Market.bid("coming") { $0.ready = Market.hours(30).milliseconds }, at: Market.hours(2))
        _ = desk.advance(to: Market.hours(3))
        _ = desk.bid(Market.bid("waiting"))
        var withdrawal = ChannelWithdrawn()
        withdrawal.channel = "ch-1"
        let posts = desk.deliver(.channelWithdrawn(withdrawal)).postings
        #expect(
            told(posts) == [
                "waiting declined UNKNOWN_OFFER", "coming released 4000 kg WITHDRAWN_BY_CHANNEL", "ch-1 withdrawn",
            ]
        )
        #expect(told(desk.bid(Market.bid("more")).postings) == ["more declined UNKNOWN_OFFER"])
        let repeated = desk.deliver(.channelWithdrawn(withdrawal))
        #expect(repeated.postings.isEmpty && repeated.refusal == nil)
        withdrawal.channel = "nobody"
        #expect(desk.deliver(.channelWithdrawn(withdrawal)).refusal?.reason == "UNKNOWN_OFFER")
    }

    @Test func anExpiredChannelIsAnnouncedAsWithdrawnOnceAndForgotten() {
        var desk = desk(Market.channel { $0.closes = Market.hours(5).milliseconds })
        _ = desk.bid(Market.bid("a"), at: Market.hours(4))
        let told = told(desk.runDown())
        #expect(told.filter { $0 == "ch-1 withdrawn" }.count == 1)
        #expect(told.contains("a awarded 4000 kg at 200"))
        #expect(desk.ledger.isEmpty)
        #expect(desk.faults.isEmpty)
    }

    @Test func smallChangesAreNotAnnouncedAndLargeOnesNotTooOften() {
        var desk = desk(
            Market.channel {
                $0.closes = Market.hours(2).milliseconds; $0.gramsPerDay = 100 * Market.tonne
            }
        )
        _ = desk.bid(Market.bid("small") { $0.grams = 9 * Market.tonne })
        #expect(told(desk.advance(to: Market.seconds(60))) == ["small awarded 9000 kg at 200"])
        _ = desk.bid(Market.bid("large") { $0.grams = 20 * Market.tonne })
        #expect(
            told(desk.advance(to: Market.seconds(120))) == ["large awarded 20000 kg at 200", "ch-1 has 71000 kg"]
        )
        // Twice within the interval: what is due is told when it has passed.
        _ = desk.bid(Market.bid("x") { $0.grams = 20 * Market.tonne })
        _ = desk.advance(to: Market.seconds(122))
        _ = desk.bid(Market.bid("y") { $0.grams = 20 * Market.tonne })
        #expect(told(desk.advance(to: Market.seconds(125))) == ["y awarded 20000 kg at 200"])
        #expect(told(desk.advance(to: Market.seconds(127))) == ["ch-1 has 31000 kg"])
    }

    @Test func aNewDayIsAnnouncedAtMidnight() {
        var desk = desk(Market.channel())
        for day in 0..<7 {
            _ = desk.bid(
                Market.bid("b\(day)") {
                    $0.grams = 10 * Market.tonne
                    $0.sellBy = Market.hours(240).milliseconds
                }
            )
        }
        #expect(told(desk.advance(to: Market.hours(1))).last == "ch-1 has 0 kg")
        #expect(told(desk.advance(to: Market.hours(15))) == ["ch-1 has 10000 kg"])
        #expect(told(desk.advance(to: Market.hours(15 + 24))) == ["ch-1 has 20000 kg"])
    }

    /// A grant lies on one day: what many days have left of less than the least that is taken is of use to nobody.
    @Test func daysWithLessThanTheLeastCountForNothing() {
        var desk = desk(Market.channel { $0.gramsPerDay = 10 * Market.tonne + 50 * Market.kilogram })
        let bids = (0..<7).map { day in
            Market.bid("b\(day)") {
                $0.grams = 10 * Market.tonne
                $0.sellBy = Market.hours(240).milliseconds
            }
        }
        for bid in bids { _ = desk.bid(bid) }
        #expect(told(desk.advance(to: Market.hours(1))).last == "ch-1 has 0 kg")
        let freed = desk.deliver(Market.release(bids[6], grams: 60 * Market.kilogram))
        #expect(told(freed.postings) == ["ch-1 has 110 kg"])
    }

    @Test func theLastDaysComeInSight() {
        // Eleven days: nothing changes until fewer than seven are left.
        var desk = desk(Market.channel())
        #expect(told(desk.advance(to: Market.hours(15 + 3 * 24))).isEmpty)
        #expect(told(desk.advance(to: Market.hours(15 + 4 * 24))) == ["ch-1 has 60000 kg"])
        #expect(told(desk.advance(to: Market.hours(15 + 5 * 24))) == ["ch-1 has 50000 kg"])
    }

    @Test(arguments: [
        BadField<ChannelOffered>("grams_per_day") { $0.gramsPerDay = -5 },
        BadField("grams_per_day") { $0.gramsPerDay = .max },
        BadField("minimum_grams") { $0.minimumGrams = 11 * Market.tonne },
        BadField("kind") { $0.kind = .liveSlot },
        BadField("kind") { $0.kind = .UNRECOGNIZED(77) },
        BadField("place") { $0.place = 12 },
        BadField("prices") { $0.prices = [] },
        BadField("prices") { $0.prices += $0.prices },
        BadField("prices.price") { $0.prices = [Market.price("pear", -1)] },
        BadField("closes") { $0.closes = $0.opens },
        BadField("closes") { $0.closes = .max },
        BadField("handling") { $0.handling = .min },
        BadField("name") { $0.name = String(repeating: "长", count: 100) },
        BadField("unit_grams") { $0.thresholdUnits = 1 },
        BadField("deadline") { $0 = Market.groupBuy { $0.deadline = 1 } },
        BadField("channel") { $0.channel = "助农" },
    ])
    func anOfferThatMakesNoSenseIsRefusedByName(bad: BadField<ChannelOffered>) throws {
        var desk = desk()
        let outbox = desk.offer(Market.channel { bad.change(&$0) })
        let refusal = try #require(outbox.refusal)
        #expect(refusal.reason == "INVALID_FIELD")
        #expect(refusal.detail.contains(" \(bad.field) "), "\(refusal.detail)")
        #expect(outbox.postings.isEmpty)
        #expect(desk.ledger.isEmpty)
    }

    @Test func anOfferUnderAnotherKeyIsRefused() {
        var desk = desk()
        #expect(desk.deliver(.channelOffered(Market.channel()), key: "other").refusal?.reason == "INVALID_FIELD")
    }

    @Test func recordsOfOtherDesksAreRefused() {
        var desk = desk(Market.channel())
        #expect(desk.offer(Market.slot()).refusal?.reason == "UNEXPECTED_TYPE")
        #expect(desk.deliver(.awarded(Awarded())).refusal?.reason == "UNEXPECTED_TYPE")
    }

    @Test func staleTimersChangeNothing() {
        var desk = desk(Market.channel())
        _ = desk.bid(Market.bid("a"))
        var timer = TimerFired()
        timer.entry = "cch-1"
        let early = desk.deliver(.timerFired(timer))
        #expect(early.postings.isEmpty && early.refusal == nil)
        #expect(told(desk.advance(to: Market.seconds(2))) == ["a awarded 4000 kg at 200"])
    }

    @Test func tenThousandBidsWaitWithoutRewritingTheChannel() throws {
        var desk = PromotionDesk()
        var outbox = Outbox()
        var offset: Int64 = 0
        func deliver(_ body: RecordBody, key: String, at time: Instant) {
            desk.decide(
                InboxRecord(partition: 0, offset: offset, now: time, timestamp: time, key: key, body: body),
                &outbox
            )
            offset += 1
        }
        deliver(.channelOffered(Market.channel()), key: "ch-1", at: Market.start)
        var channelWrites = 0
        for number in 0..<10_000 {
            let bid = Market.bid("b\(number)", value: Int64(number % 977))
            deliver(.bid(bid), key: "ch-1", at: Market.start)
            desk.drainLedgerChanges { if $0.key.first == UInt8(ascii: "c") { channelWrites += 1 } }
        }
        #expect(channelWrites == 1)
        outbox.removeAll()
        var timer = TimerFired()
        timer.entry = "cch-1"
        deliver(.timerFired(timer), key: "", at: Market.seconds(2))
        let answers = told(outbox.postings).filter { $0.hasPrefix("b") }
        #expect(answers.count == 10_000)
        // Six days until they must be sold, each with room for 4 + 4 + 2 t.
        #expect(answers.filter { $0.contains("awarded") }.count == 18)
        #expect(answers.first == "b1953 awarded 4000 kg at 200")
    }
}
