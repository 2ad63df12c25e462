import Desks
import GreenChannelModel
import TestKit
import Testing

/// Anyone's record may be read before a timer that was due earlier: what was due is then done at once, not forgotten.
///
/// Found by the simulation of the channel (seeds 240 and 634): a group buy whose end was overtaken stayed for ever.
@Suite struct LateTimerTests {
    /// Lets a desk decide without firing timers, and gives when it then wants to be woken.
    private func wake<D: Desk>(
        _ desk: inout D,
        _ entry: String,
        _ records: [(body: RecordBody, key: String, at: Instant)]
    ) -> Instant? {
        var outbox = Outbox()
        for (number, record) in records.enumerated() {
            desk.decide(
                InboxRecord(
                    partition: 0,
                    offset: Int64(number),
                    now: record.at,
                    timestamp: record.at,
                    key: record.key,
                    body: record.body
                ),
                &outbox
            )
        }
        return desk.wakeTime(ofEntry: Array(entry.utf8)[...])
    }

    private func timer(_ entry: String, _ due: Instant) -> RecordBody {
        var timer = TimerFired()
        timer.entry = entry
        timer.due = due.milliseconds
        return .timerFired(timer)
    }

    @Test func aChannelWhoseEndIsOvertakenStillEnds() {
        var desk = PromotionDesk()
        let bid = Market.bid("a")
        let late = Market.hours(241)
        let due = wake(
            &desk,
            "cch-1",
            [
                (.channelOffered(Market.channel()), "ch-1", Market.start), (.bid(bid), "ch-1", Market.start),
                (timer("cch-1", Market.seconds(2)), "", Market.seconds(2)), (Market.release(bid), "ch-1", late),
            ]
        )
        #expect(due == late.advanced(byMilliseconds: 1))
        #expect(wake(&desk, "cch-1", [(timer("cch-1", late), "", late.advanced(byMilliseconds: 1))]) == nil)
    }

    @Test func aClearingThatIsOvertakenStillComes() {
        var desk = PromotionDesk()
        let granted = Market.bid("a")
        let late = Market.seconds(60)
        let due = wake(
            &desk,
            "cch-1",
            [
                (.channelOffered(Market.channel()), "ch-1", Market.start), (.bid(granted), "ch-1", Market.start),
                (timer("cch-1", Market.seconds(2)), "", Market.seconds(2)),
                (.bid(Market.bid("b")), "ch-1", Market.seconds(3)), (Market.release(granted), "ch-1", late),
            ]
        )
        #expect(due == late.advanced(byMilliseconds: 1))
    }

    @Test func aShowWhoseEndIsOvertakenStillEnds() {
        var desk = BroadcastDesk()
        let bid = Market.slotBid("a")
        let late = Market.hours(13)
        let due = wake(
            &desk,
            "tslot-1",
            [
                (.slotOffered(Market.slot()), "studio-1", Market.start), (.bid(bid), "studio-1", Market.start),
                (timer("tslot-1", Market.seconds(2)), "", Market.seconds(2)), (Market.release(bid), "studio-1", late),
            ]
        )
        #expect(due == late.advanced(byMilliseconds: 1))
    }
}
