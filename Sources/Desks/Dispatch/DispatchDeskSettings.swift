/// The times, limits and amounts that the plans of the Dispatch desk depend on, beyond those of every desk.
public struct DispatchDeskSettings: Sendable, Equatable {
    /// A trip that could start at once is planned to wait so long for loads that go the same way; urgent ones do not wait.
    public var consolidationMilliseconds: Int64 = 30 * 60_000
    /// Later loads may put off the hours that an award named by so much.
    public var delayMillisecondsMax: Int64 = 2 * 3_600_000
    /// No vehicle is sent for a smaller part of a larger load.
    public var partialGramsMin: Int64 = 500_000
    /// Loads of one trip.
    public var loadsPerTripMax = 24
    public var vehiclesPerDepotMax = 1000
    /// Bids answered in one clearing; the others wait for the next window. Bounds the time of one decision.
    public var bidsPerClearingMax = 500
    /// For each returnable crate that is out.
    public var crateDepositFen: Int64 = 1500
    /// Crates that are not back by then are counted as lost.
    public var cratesReturnedWithinMilliseconds: Int64 = 30 * 86_400_000

    public init() {}
}
