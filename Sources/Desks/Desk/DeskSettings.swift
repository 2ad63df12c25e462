/// The times and amounts that the desks' decisions depend on. Part of a run's input: a fold of the same inbox under
/// other settings is another run.
public struct DeskSettings: Sendable, Equatable {
    /// How long a resource desk gathers bids before it clears them.
    public var decisionWindowMilliseconds: Int64
    /// An outlet is announced again at the most so often...
    public var announceIntervalMilliseconds: Int64
    /// ...and only when what remains has changed by this share of its capacity, or become or stopped being nothing.
    public var announceChangePerMille: Int64
    /// A vehicle's plan can no longer change so long before it departs.
    public var freezeMilliseconds: Int64

    public init(
        decisionWindowMilliseconds: Int64 = 2000,
        announceIntervalMilliseconds: Int64 = 5000,
        announceChangePerMille: Int64 = 100,
        freezeMilliseconds: Int64 = 30 * 60_000
    ) {
        self.decisionWindowMilliseconds = decisionWindowMilliseconds
        self.announceIntervalMilliseconds = announceIntervalMilliseconds
        self.announceChangePerMille = announceChangePerMille
        self.freezeMilliseconds = freezeMilliseconds
    }
}
