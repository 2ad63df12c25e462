public import EventLog

/// What one record made a processor do. The runtime empties it before each record and keeps its storage.
public struct TaskOutput {
    /// Why a record goes to dead letters.
    public struct Refusal: Sendable, Equatable {
        /// A reason code.
        public var reason: String
        /// Names what was wrong, with the value, and what to do about it.
        public var detail: String
    }

    enum Target {
        /// The partition that the post states, or the one that its key hashes to.
        case one
        /// A copy to every partition of the post's topic.
        case every
    }

    /// A post that is to be sent. Not a tuple, as those are destroyed by way of their metadata.
    struct Draft {
        let post: Post
        let target: Target
    }

    /// The inbox partition that the record was read from.
    public internal(set) var source: TopicPartition
    /// The task's clock: the largest timestamp that the inbox has shown so far, this record's included.
    public internal(set) var clock: Timestamp
    private(set) var posts: [Draft] = []
    public private(set) var refusal: Refusal?
    /// Reason codes of the dead letters that the processor posted itself.
    private(set) var postedRefusals: [String] = []

    /// For processors under test; the runtime makes its own.
    public init(source: TopicPartition, clock: Timestamp = Timestamp(milliseconds: 0)) {
        self.source = source
        self.clock = clock
    }

    /// Posts to the partition that the post states, or else to the one that its key hashes to.
    public mutating func post(_ post: consuming Post) { posts.append(Draft(post: post, target: .one)) }

    /// Posts a copy to every partition of the post's topic; the partition that the post states is ignored.
    public mutating func postToEveryPartition(_ post: consuming Post) {
        posts.append(Draft(post: post, target: .every))
    }

    /// Posts to dead letters what is not the record itself: counted under its reason code.
    public mutating func postDeadLetter(_ post: consuming Post, reason: String) {
        self.post(post)
        postedRefusals.append(reason)
    }

    /// Sends the record to dead letters, byte for byte, beside whatever was posted. The last refusal counts.
    public mutating func refuse(reason: String, detail: String) { refusal = Refusal(reason: reason, detail: detail) }

    /// How often something was posted so far; a copy to every partition counts once.
    public var postCount: Int { posts.count }

    /// Visits everything posted so far, dead letters aside, as it would be written, each with how often the processor had
    /// posted before it: for verification and tests.
    package func forEachPost(
        partitionCounts: [TopicName: Int32],
        _ visit: (_ post: Post, _ number: Int) throws -> Void
    ) rethrows {
        for number in posts.indices {
            let post = posts[number].post
            switch posts[number].target {
            case .one: try visit(post, number)
            case .every:
                for partition in 0..<(partitionCounts[post.topic] ?? 0) {
                    try visit(post.addressed(to: Partition(partition)), number)
                }
            }
        }
    }

    mutating func begin(source: TopicPartition, clock: Timestamp) {
        if self.source != source { self.source = source }
        self.clock = clock
        if !posts.isEmpty { posts.removeAll(keepingCapacity: true) }
        if refusal != nil { refusal = nil }
        if !postedRefusals.isEmpty { postedRefusals.removeAll(keepingCapacity: true) }
    }
}

extension Post {
    func addressed(to partition: Partition) -> Post {
        var copy = self
        copy.partition = partition
        return copy
    }
}
