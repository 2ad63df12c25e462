/// What a session knows of its own place in a group: the state that the memory and the embedded log's sessions share.
///
///     seated ──asked back──► letting go ──next poll──► seated
///        └──expired or fenced──► (partitions dropped) ──► seated with a new epoch, or fenced for good
///
/// `Source` is where a log reads an assigned partition from.
package struct GroupSeat<Source> {
    package struct Fetch {
        package let partition: TopicPartition
        package var source: Source
        /// The next record to hand out.
        package var position: Offset
        package var isPaused: Bool
    }

    package var epoch: Int64
    /// What records are handed out of, in the order of the partitions.
    package private(set) var fetches: [Fetch] = []
    /// Asked back and told so; let go of by the next poll.
    package private(set) var lettingGo: Set<TopicPartition> = []
    /// The generation of the group that was last looked at.
    package var seenGeneration: Int64 = -1
    /// Whose turn it is, so that no busy partition starves the others.
    private var turn = 0

    package init(epoch: Int64) { self.epoch = epoch }

    /// Everything this session holds, what it is letting go of included.
    package var held: Set<TopicPartition> { lettingGo.union(fetches.map(\.partition)) }

    package func holds(_ partition: TopicPartition) -> Bool {
        lettingGo.contains(partition) || fetches.contains { $0.partition == partition }
    }

    package mutating func add(_ partition: TopicPartition, source: Source, position: Offset) {
        let fetch = Fetch(partition: partition, source: source, position: position, isPaused: false)
        let place = fetches.firstIndex { $0.partition > partition } ?? fetches.endIndex
        fetches.insert(fetch, at: place)
    }

    package mutating func startLettingGo(of partitions: Set<TopicPartition>) {
        fetches.removeAll { partitions.contains($0.partition) }
        lettingGo.formUnion(partitions)
    }

    package mutating func finishLettingGo() { lettingGo = [] }

    /// Forgets everything, as it belongs to someone else.
    package mutating func drop() {
        fetches = []
        lettingGo = []
    }

    package mutating func setPaused(_ partitions: Set<TopicPartition>, _ isPaused: Bool) {
        for index in fetches.indices where partitions.contains(fetches[index].partition) {
            fetches[index].isPaused = isPaused
        }
    }

    package mutating func rewind(_ place: (inout Fetch) -> Void) {
        for index in fetches.indices { place(&fetches[index]) }
    }

    /// Asks the partitions in turn for a batch, beginning after the one that gave the last.
    @inline(__always)
    package mutating func nextBatch<Failure: Error>(
        _ read: (inout Fetch) throws(Failure) -> RecordBatch?
    ) throws(Failure) -> RecordBatch? {
        let count = fetches.count
        var index = turn
        for _ in 0..<count {
            if index >= count { index = 0 }
            if !fetches[index].isPaused, let batch = try read(&fetches[index]) {
                turn = index + 1
                return batch
            }
            index += 1
        }
        return nil
    }
}
