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

    /// Hands out nothing more of what was asked back; it is held until it was let go of.
    package mutating func beginLettingGo(of asked: Set<TopicPartition>) {
        fetches.removeAll { asked.contains($0.partition) }
        lettingGo.formUnion(asked)
    }

    /// - Returns: what is let go of now.
    package mutating func finishLettingGo() -> Set<TopicPartition> {
        defer { lettingGo = [] }
        return lettingGo
    }

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

    /// Asks the partitions in turn for a batch, beginning after the one that gave the last; once none has any left, with the
    /// first again, so that what is handed out in which order does not depend on how the session began.
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
        turn = 0
        return nil
    }
}

/// What a look at the group tells a session.
package enum GroupNews: Sendable {
    case nothing
    case revoked(Set<TopicPartition>)
    case lost(Set<TopicPartition>)
    /// What was held is lost for good: the name belongs to another session.
    case fenced(held: Set<TopicPartition>)
    /// To be added to the seat with their positions.
    case taken([TopicPartition])
}

extension GroupSeat {
    /// Lets go of what was asked back, as the session has polled again. To be followed by `look`.
    package mutating func letGo(in membership: inout GroupMembership) {
        guard !lettingGo.isEmpty else { return }
        membership.release(finishLettingGo(), by: epoch)
    }

    /// Goes by what the group says now. The first news is told; the next look tells the rest.
    package mutating func look(
        at membership: inout GroupMembership,
        as settings: GroupSettings,
        now: Timestamp,
        partitionCount: (TopicName) -> Int32
    ) -> GroupNews {
        membership.expireSilentMembers(besides: epoch, at: now, partitionCount: partitionCount)
        switch membership.standing(of: epoch, named: settings.member) {
        case .live: break
        case .fenced:
            let held = held
            drop()
            return .fenced(held: held)
        case .expired:
            let held = held
            drop()
            epoch = membership.join(settings, at: now, partitionCount: partitionCount)
            if !held.isEmpty { return .lost(held) }
        }
        membership.see(epoch, at: now)
        let asked = membership.askedBack(from: epoch).subtracting(lettingGo)
        if !asked.isEmpty {
            beginLettingGo(of: asked)
            return .revoked(asked)
        }
        // Only now is there nothing more to be told of this generation.
        seenGeneration = membership.generation
        let taken = membership.take(for: epoch)
        return taken.isEmpty ? .nothing : .taken(taken)
    }
}
