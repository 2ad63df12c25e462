/// What went wrong in a log, told by what the caller must do next.
public struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the caller must do next.
    public enum Code: String, Hashable, Sendable {
        /// Nothing took effect: the same call may succeed later.
        case retry
        /// Nothing of the transaction took effect: abort, rewind, begin again.
        case abortAndRewind
        /// The partitions belong to someone else: drop their state, join anew.
        case rejoin
        /// It is in doubt whether the transaction took effect: drop everything, join anew, restore and compare.
        case rebuild
        /// Going on is useless until a person changes something.
        case stop
    }

    public var code: Code
    /// What was being done, with the value that was wrong.
    public var message: String
    /// What to do about it, for a person; empty where only the caller can act.
    public var remedy: String
    public var partition: TopicPartition?

    public init(_ code: Code, _ message: String, remedy: String = "", partition: TopicPartition? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.partition = partition
    }

    public var description: String {
        var text = message
        if let partition { text += " (\(partition))" }
        if !remedy.isEmpty { text += ". \(remedy)" }
        return text
    }
}
