import GreenChannelModel

/// The order in which loads are taken in: urgent ones; then those with less than a day to spare, the tightest first; then
/// by value, and by id.
struct LoadRank: Comparable {
    private var urgent: Bool
    private var hoursToSpare: Int64
    private var value: Int64
    private var bid: String

    /// - Parameter metres: by road from the pickup to the destination, driven at 60 km/h.
    init(_ bid: Bid, metres: Int64, now: Instant) {
        urgent = bid.urgent
        let starts = max(bid.ready, now.milliseconds)
        let arrives = starts.saturatingAdd(metres.saturatingMultiply(60))
        hoursToSpare = min(24, max(0, bid.journey.arriveBy.saturatingSubtract(arrives) / Instant.hours(1)))
        value = bid.value
        self.bid = bid.bid
    }

    static func < (left: LoadRank, right: LoadRank) -> Bool {
        if left.urgent != right.urgent { return left.urgent }
        if left.hoursToSpare != right.hoursToSpare { return left.hoursToSpare < right.hoursToSpare }
        if left.value != right.value { return left.value > right.value }
        return left.bid < right.bid
    }
}
