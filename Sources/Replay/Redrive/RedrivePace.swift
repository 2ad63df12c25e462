import EventLog

/// How many records may be sent by now: at most so many a second, and no faster than they came, if so asked.
struct RedrivePace {
    private let ratePerSecond: Int?
    private let factor: Double?
    /// Shifted by every pause.
    private var start: Timestamp
    private var firstDue: Timestamp?
    private var sent = 0
    /// So that what was missed during a slow commit is not made up for in one burst.
    private static let burstsPerSecond: Int64 = 5

    init(_ request: RedriveRequest, start: Timestamp) {
        ratePerSecond = request.ratePerSecond
        factor = request.paceFactor
        self.start = start
    }

    mutating func paused(milliseconds: Int64) {
        start = start.advanced(byMilliseconds: milliseconds)
    }

    /// How many of the next entries may be sent now, at most so many.
    mutating func allowance(_ next: ArraySlice<RedrivePlan.Entry>, at now: Timestamp, most: Int) -> Int {
        var count = min(next.count, most)
        let elapsed = max(0, now.milliseconds - start.milliseconds)
        if let ratePerSecond {
            let rate = Int64(ratePerSecond)
            let burst = max(1, rate / Self.burstsPerSecond)
            let (product, overflows) = elapsed.multipliedReportingOverflow(by: rate)
            var allowed = (overflows ? .max : product) / 1000 - Int64(sent)
            if allowed > burst {
                // Late by more than a burst: from here on as if it had begun later.
                start = start.advanced(byMilliseconds: (allowed - burst) * 1000 / rate)
                allowed = burst
            }
            count = min(count, Int(max(0, allowed)))
        }
        if let factor, let first = next.first {
            let origin = firstDue ?? first.due
            firstDue = origin
            count =
                next.prefix(count).prefix { entry in
                    Self.apart(origin, entry.due) / factor <= Double(elapsed)
                }.count
        }
        return count
    }

    mutating func sent(_ count: Int) { sent += count }

    /// How long to wait until the next record may go, at most `most`.
    func wait(for next: RedrivePlan.Entry?, at now: Timestamp, most: Int64) -> Int64 {
        var due = now.milliseconds + 1
        if let ratePerSecond {
            let rate = Int64(ratePerSecond)
            due = max(due, start.milliseconds + (Int64(sent + 1) * 1000 + rate - 1) / rate)
        }
        if let factor, let firstDue, let next {
            let apart = Self.apart(firstDue, next.due) / factor
            due = max(due, start.advanced(byMilliseconds: Self.whole(apart)).milliseconds)
        }
        return min(most, max(1, due - now.milliseconds))
    }

    /// How long the rest takes; `nil`: as long as the log needs.
    func estimate(left: Int, lastDue: Timestamp?, at now: Timestamp) -> Int64? {
        var estimate: Int64?
        if let ratePerSecond { estimate = Int64(left) * 1000 / Int64(ratePerSecond) }
        if let factor, let firstDue, let lastDue {
            let end = start.advanced(byMilliseconds: Self.whole(Self.apart(firstDue, lastDue) / factor))
            estimate = max(estimate ?? 0, end.milliseconds - now.milliseconds)
        }
        return estimate
    }

    /// Milliseconds between two stamps, which senders choose: they may be further apart than a number can say.
    private static func apart(_ first: Timestamp, _ later: Timestamp) -> Double {
        let (apart, overflows) = later.milliseconds.subtractingReportingOverflow(first.milliseconds)
        return Double(overflows ? .max : max(0, apart))
    }

    /// Rounded up, and no more than is ever waited for.
    private static func whole(_ milliseconds: Double) -> Int64 { Int64(min(milliseconds, 1e15).rounded(.up)) }
}
