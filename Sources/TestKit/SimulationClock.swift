public import EventLog

/// The time in a simulation: it stands still until the simulation moves it.
///
/// `@unchecked Sendable`: a simulation runs in one thread.
public final class SimulationClock: @unchecked Sendable {
    public private(set) var now: Timestamp

    init(_ now: Timestamp) { self.now = now }

    func advance(byMilliseconds amount: Int64) { now = Timestamp(milliseconds: now.milliseconds + max(0, amount)) }
}
