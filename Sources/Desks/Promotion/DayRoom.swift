import GreenChannelModel

/// The free capacity of a channel, day by day, from the first day on which anything can still arrive.
struct DayRoom: Sendable {
    /// How far ahead a grant may lie.
    static let daysMax = 400

    let firstDay: ChinaDay
    private(set) var free: [Int64]

    /// Empty when the channel's last day has passed.
    init(of entry: ChannelEntry, now: Instant, daysMax: Int = DayRoom.daysMax) {
        let offer = entry.offer
        let first = ChinaDay(containing: offer.earliestArrival(now: now))
        let last = ChinaDay(containing: Instant(milliseconds: offer.closes))
        firstDay = first
        let span = last.rawValue.saturatingSubtract(first.rawValue).saturatingAdd(1)
        let count = span <= 0 ? 0 : Int(min(span, Int64(max(0, daysMax))))
        capacity = max(0, offer.gramsPerDay).saturatingMultiply(Int64(count))
        free = Array(repeating: max(0, offer.gramsPerDay), count: count)
        for use in entry.used {
            guard let index = index(of: ChinaDay(use.day)) else { continue }
            free[index] = max(0, free[index].saturatingSubtract(use.grams))
        }
    }

    /// What would be free on all days together if nothing were granted.
    let capacity: Int64

    /// What is free on all days together that have room for at least `least` grams.
    func total(ofDaysWithRoomFor least: Int64) -> Int64 {
        free.reduce(0) { $1 >= least ? $0.saturatingAdd($1) : $0 }
    }

    /// The first of some days with room for at least `least` grams.
    func firstDay(from first: ChinaDay, through last: ChinaDay, withRoomFor least: Int64) -> ChinaDay? {
        guard !free.isEmpty, last >= firstDay, first <= last else { return nil }
        let from = max(0, first.rawValue.saturatingSubtract(firstDay.rawValue))
        let through = min(Int64(free.count) - 1, last.rawValue.saturatingSubtract(firstDay.rawValue))
        guard from <= through else { return nil }
        for index in Int(from)...Int(through) where free[index] >= least {
            return ChinaDay(firstDay.rawValue + Int64(index))
        }
        return nil
    }

    func room(on day: ChinaDay) -> Int64 {
        guard let index = index(of: day) else { return 0 }
        return free[index]
    }

    mutating func take(_ grams: Int64, on day: ChinaDay) {
        guard let index = index(of: day) else { return }
        free[index] -= grams
    }

    private func index(of day: ChinaDay) -> Int? {
        let distance = day.rawValue.saturatingSubtract(firstDay.rawValue)
        guard distance >= 0, distance < Int64(free.count) else { return nil }
        return Int(distance)
    }
}
