import Foundation
import GreenChannelModel

/// This machine's clock: only at the edge, never in a decision.
extension Instant {
    static var now: Instant { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }

    /// The last midnight in China.
    static var startOfToday: Instant {
        let day = Instant.days(1)
        let local = Instant.now.milliseconds + Instant.hours(8)
        return Instant(milliseconds: local - local % day - Instant.hours(8))
    }
}
