import EventLog

/// How long a member waits for its brokers: as its settings say, or, once it is about to leave, so long in all.
struct Waits {
    private var limit: Countdown?

    init() {}

    init(limit milliseconds: Int) {
        // What is longer than any wait of the settings is no limit.
        limit = milliseconds < 86_400_000 ? Countdown(milliseconds: milliseconds) : nil
    }

    /// What is left, but long enough for a broker that answers to have its answer heard.
    func milliseconds(upTo most: Int) -> Int {
        guard let limit else { return most }
        return min(most, max(limit.millisecondsLeft, Self.millisecondsMin))
    }

    private static let millisecondsMin = 500
}
