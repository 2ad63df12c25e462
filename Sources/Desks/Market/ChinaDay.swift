import GreenChannelModel

/// A calendar day in China (UTC+8, no summer time), counted since 1970-01-01: what a channel's daily capacity belongs to.
struct ChinaDay: Hashable, Comparable, Sendable {
    var rawValue: Int64

    private static let offset: Int64 = 28_800_000
    private static let length: Int64 = 86_400_000

    init(_ rawValue: Int64) { self.rawValue = rawValue }

    init(containing instant: Instant) {
        let local = instant.milliseconds.saturatingAdd(Self.offset)
        rawValue = local >= 0 ? local / Self.length : (local + 1) / Self.length - 1
    }

    /// Midnight at its beginning.
    var start: Instant {
        let (local, overflow) = rawValue.multipliedReportingOverflow(by: Self.length)
        guard !overflow else { return Instant(milliseconds: rawValue < 0 ? .min : .max) }
        return Instant(milliseconds: local.saturatingAdd(-Self.offset))
    }

    var next: ChinaDay { ChinaDay(rawValue.saturatingAdd(1)) }

    static func < (left: ChinaDay, right: ChinaDay) -> Bool { left.rawValue < right.rawValue }
}

extension Int64 {
    /// The sum, or the nearest number that fits: no field of a record may trap a desk.
    func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the nearest number that fits.
    func saturatingSubtract(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }

    /// The product, or the nearest number that fits.
    func saturatingMultiply(_ other: Int64) -> Int64 {
        Int64(clamping: Int128(self) * Int128(other))
    }
}

extension Instant {
    /// The instant so many milliseconds later, or the last that fits.
    func later(byMilliseconds count: Int64) -> Instant {
        Instant(milliseconds: milliseconds.saturatingAdd(count))
    }
}
