/// Who is in a group and which member has which partition: the rules that the memory and the embedded log share.
///
/// A partition has at most one owner. It passes from one to the next only when the owner lets go of it, leaves, is
/// silent for too long or is fenced by a member of the same name:
///
///     free ──take──► owned by its target ──another target──► asked back ──release──► free
///                          └────────── leave, expire, fence ──────────────────────────┘
///
/// Each join gets a new *epoch*, never given twice. What an owner commits is checked against its epoch.
package struct GroupMembership: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package var name: String
        package var epoch: Int64
        package var topics: Set<TopicName>
        package var lastSeen: Timestamp
        package var sessionTimeoutMilliseconds: Int64

        package init(
            name: String,
            epoch: Int64,
            topics: Set<TopicName>,
            lastSeen: Timestamp,
            sessionTimeoutMilliseconds: Int64
        ) {
            self.name = name
            self.epoch = epoch
            self.topics = topics
            self.lastSeen = lastSeen
            self.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds
        }

        func isSilent(at now: Timestamp) -> Bool {
            let (silence, overflow) = now.milliseconds.subtractingReportingOverflow(lastSeen.milliseconds)
            if overflow { return now > lastSeen }
            return silence > sessionTimeoutMilliseconds
        }
    }

    package enum Standing: Sendable {
        case live
        /// Was silent for too long, or whoever fenced it is gone: its name is free, so it may join again.
        case expired
        /// Another session has taken its name.
        case fenced
    }

    /// Grows with every change that members must look at.
    package var generation: Int64 = 0
    package var lastEpoch: Int64 = 0
    /// In the order of their names.
    package var members: [Member] = []
    package var owners: [TopicPartition: Int64] = [:]
    package var targets: [TopicPartition: Int64] = [:]

    package init() {}

    package func standing(of epoch: Int64, named name: String) -> Standing {
        for member in members where member.name == name { return member.epoch == epoch ? .live : .fenced }
        return .expired
    }

    package func owns(_ partition: TopicPartition, epoch: Int64) -> Bool { owners[partition] == epoch }

    /// Adds a member, fencing one of the same name at once.
    /// - Returns: its epoch.
    package mutating func join(
        _ settings: GroupSettings,
        at now: Timestamp,
        partitionCount: (TopicName) -> Int32
    ) -> Int64 {
        members.removeAll { $0.name == settings.member }
        lastEpoch += 1
        let member = Member(
            name: settings.member,
            epoch: lastEpoch,
            topics: Set(settings.inboxes.keys),
            lastSeen: now,
            sessionTimeoutMilliseconds: settings.sessionTimeoutMilliseconds
        )
        let place = members.firstIndex { $0.name > member.name } ?? members.endIndex
        members.insert(member, at: place)
        rebalance(partitionCount)
        return member.epoch
    }

    package mutating func leave(_ epoch: Int64, partitionCount: (TopicName) -> Int32) {
        let before = members.count
        members.removeAll { $0.epoch == epoch }
        if members.count != before { rebalance(partitionCount) }
    }

    package mutating func see(_ epoch: Int64, at now: Timestamp) {
        guard let index = members.firstIndex(where: { $0.epoch == epoch }) else { return }
        members[index].lastSeen = now
    }

    /// Whether someone other than the caller was silent for too long.
    package func hasSilentMember(besides epoch: Int64, at now: Timestamp) -> Bool {
        members.contains { $0.epoch != epoch && $0.isSilent(at: now) }
    }

    package mutating func expireSilentMembers(
        besides epoch: Int64,
        at now: Timestamp,
        partitionCount: (TopicName) -> Int32
    ) {
        let before = members.count
        members.removeAll { $0.epoch != epoch && $0.isSilent(at: now) }
        if members.count != before { rebalance(partitionCount) }
    }

    /// What a member has and must give back.
    package func askedBack(from epoch: Int64) -> Set<TopicPartition> {
        var asked: Set<TopicPartition> = []
        for (partition, owner) in owners where owner == epoch && targets[partition] != epoch { asked.insert(partition) }
        return asked
    }

    package mutating func release(_ partitions: Set<TopicPartition>, by epoch: Int64) {
        for partition in partitions where owners[partition] == epoch { owners[partition] = nil }
        generation += 1
    }

    /// Takes what is free and meant for a member.
    /// - Returns: what it took, in order.
    package mutating func take(for epoch: Int64) -> [TopicPartition] {
        var taken: [TopicPartition] = []
        for (partition, target) in targets where target == epoch && owners[partition] == nil { taken.append(partition) }
        for partition in taken { owners[partition] = epoch }
        taken.sort()
        return taken
    }

    private mutating func rebalance(_ partitionCount: (TopicName) -> Int32) {
        let live = Set(members.map(\.epoch))
        owners = owners.filter { live.contains($0.value) }
        var partitions: [TopicPartition] = []
        for topic in members.reduce(into: Set<TopicName>(), { $0.formUnion($1.topics) }).sorted() {
            for number in 0..<max(partitionCount(topic), 0) {
                partitions.append(TopicPartition(topic, Partition(number)))
            }
        }
        let candidates = members.map { GroupAssignment.Candidate(epoch: $0.epoch, topics: $0.topics) }
        targets = GroupAssignment.assign(partitions, to: candidates, keeping: owners)
        generation += 1
    }
}
