import ArgumentParser
import GreenChannelModel

/// An end of a window in time, as people give it: a time of day, now, or so long ago.
enum WindowTime {
    /// - Throws: `ValidationError` that names the option.
    static func read(_ text: String, option: String, now: Instant) throws -> Instant {
        if text == "now" { return now }
        if let instant = Instant(iso8601: text) { return instant }
        let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": Instant.hours(1), "d": Instant.days(1)]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...100_000).contains(count)
        {
            return Instant(milliseconds: now.milliseconds - count * unit)
        }
        throw ValidationError(
            "\(option) '\(Terminal.inert(text, max: 40))' is no time: write 2026-03-02T08:00:00+08:00, now, or so long ago: "
                + "90m, 2h, 3d"
        )
    }
}
