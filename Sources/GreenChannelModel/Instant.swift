/// Milliseconds since 1970-01-01T00:00:00Z: the one clock unit in records.
public struct Instant: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// Later by so many milliseconds, earlier by as many below zero.
    public func advanced(byMilliseconds count: Int64) -> Instant {
        Instant(milliseconds: milliseconds.addingReportingOverflow(count).partialValue)
    }

    /// So many hours in milliseconds.
    public static func hours(_ count: Int64) -> Int64 { count * 3_600_000 }
    /// So many days of 24 hours in milliseconds.
    public static func days(_ count: Int64) -> Int64 { count * 86_400_000 }
}
