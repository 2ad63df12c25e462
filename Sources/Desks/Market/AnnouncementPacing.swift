import GreenChannelModel

/// Says when an outlet's remaining capacity is worth announcing again.
///
/// An announcement goes to every partition of `lots`, so it is sent only when what it says has changed enough to change
/// decisions, and not more often than the stated interval. What matters always is whether there is anything at all.
struct AnnouncementPacing: Sendable {
    var intervalMilliseconds: Int64
    var changePerMille: Int64

    init(_ settings: DeskSettings) {
        intervalMilliseconds = max(0, settings.announceIntervalMilliseconds)
        changePerMille = max(0, settings.announceChangePerMille)
    }

    /// When to announce `remaining`, given what was said last and when; `nil`: not worth it. May lie in the past: now.
    func due(remaining: Int64, capacity: Int64, announced: Int64, announcedAt: Int64) -> Instant? {
        guard isWorthSaying(remaining: remaining, capacity: capacity, announced: announced) else { return nil }
        return Instant(milliseconds: announcedAt).later(byMilliseconds: intervalMilliseconds)
    }

    private func isWorthSaying(remaining: Int64, capacity: Int64, announced: Int64) -> Bool {
        if remaining == announced { return false }
        if (remaining == 0) != (announced == 0) { return true }
        let change = abs(Int128(remaining) - Int128(announced))
        return change * 1000 >= Int128(capacity) * Int128(changePerMille)
    }
}
