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
            var allowed = elapsed * rate / 1000 - Int64(sent)
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
                    Double(entry.due.milliseconds - origin.milliseconds) / factor <= Double(elapsed)
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
            let apart = Double(next.due.milliseconds - firstDue.milliseconds) / factor
            due = max(due, start.milliseconds + Int64(min(apart, 1e15).rounded(.up)))
        }
        return min(most, max(1, due - now.milliseconds))
    }

    /// How long the rest takes; `nil`: as long as the log needs.
    func estimate(left: Int, lastDue: Timestamp?, at now: Timestamp) -> Int64? {
        var estimate: Int64?
        if let ratePerSecond { estimate = Int64(left) * 1000 / Int64(ratePerSecond) }
        if let factor, let firstDue, let lastDue {
            let apart = Double(lastDue.milliseconds - firstDue.milliseconds) / factor
            let end = start.milliseconds + Int64(min(apart, 1e15))
            estimate = max(estimate ?? 0, end - now.milliseconds)
        }
        return estimate
    }
}
