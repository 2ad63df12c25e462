import EventLog
import Testing

/// Who gets which partitions.
struct GroupMembershipTests {
    private func topic(_ number: Int) -> TopicName { TopicName("topic \(number)") }

    private func settings(_ member: String, _ topics: [Int]) -> GroupSettings {
        let inboxes = Dictionary(uniqueKeysWithValues: topics.map { (topic($0), TopicName?.none) })
        return GroupSettings(group: "g", member: member, inboxes: inboxes)
    }

    private let start = Timestamp(milliseconds: 0)

    /// Topic `n` has `n` partitions.
    private func partitionCount(_ topic: TopicName) -> Int32 {
        Int32(topic.rawValue.split(separator: " ").last ?? "") ?? 0
    }

    private func loads(_ membership: GroupMembership) -> [Int] {
        membership.members.map { member in membership.targets.values.count { $0 == member.epoch } }
    }

    @Test func sharesAreEven() {
        var membership = GroupMembership()
        for number in 1...7 {
            _ = membership.join(settings("m\(number)", [1, 4, 6, 12]), at: start, partitionCount: partitionCount)
            let loads = loads(membership)
            #expect(loads.reduce(0, +) == 23)
            #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 1, "\(number) members: \(loads)")
        }
    }

    @Test func aTopicIsSpreadToo() {
        var membership = GroupMembership()
        let first = membership.join(settings("a", [4, 6]), at: start, partitionCount: partitionCount)
        #expect(membership.take(for: first).count == 10)
        _ = membership.join(settings("b", [4, 6]), at: start, partitionCount: partitionCount)
        let kept = membership.targets.filter { $0.value == first }.keys
        #expect(kept.count { $0.topic == topic(4) } == 2)
        #expect(kept.count { $0.topic == topic(6) } == 3)
    }

    @Test func ownersKeepWhatTheyCan() {
        var membership = GroupMembership()
        let first = membership.join(settings("a", [12]), at: start, partitionCount: partitionCount)
        let second = membership.join(settings("b", [12]), at: start, partitionCount: partitionCount)
        let before = Set(membership.take(for: first))
        _ = membership.take(for: second)
        _ = membership.join(settings("c", [12]), at: start, partitionCount: partitionCount)
        #expect(membership.askedBack(from: first).count == 2)
        #expect(membership.askedBack(from: second).count == 2)
        let targets = Set(membership.targets.filter { $0.value == first }.keys)
        #expect(targets.isSubset(of: before))
    }

    @Test func whoComesInWhatOrderDoesNotMatterToTheMaths() {
        var one = GroupMembership()
        var other = GroupMembership()
        for member in ["a", "b", "c"] {
            _ = one.join(settings(member, [6, 4]), at: start, partitionCount: partitionCount)
            _ = other.join(settings(member, [4, 6]), at: start, partitionCount: partitionCount)
        }
        #expect(one == other)
    }

    @Test func aPartitionIsFreeOnlyOnceLetGo() {
        var membership = GroupMembership()
        let first = membership.join(settings("a", [2]), at: start, partitionCount: partitionCount)
        #expect(membership.take(for: first).count == 2)
        let second = membership.join(settings("b", [2]), at: start, partitionCount: partitionCount)
        #expect(membership.take(for: second).isEmpty)
        let asked = membership.askedBack(from: first)
        #expect(asked.count == 1)
        membership.release(asked, by: first)
        #expect(Set(membership.take(for: second)) == asked)
    }

    @Test func silenceIsMeasuredWithoutOverflow() {
        var membership = GroupMembership()
        let first = membership.join(settings("a", [1]), at: .distantPast, partitionCount: partitionCount)
        #expect(membership.hasSilentMember(besides: 0, at: .distantFuture))
        #expect(!membership.hasSilentMember(besides: first, at: .distantFuture))
        membership.see(first, at: .distantFuture)
        #expect(!membership.hasSilentMember(besides: 0, at: .distantPast))
    }

    @Test func anEpochIsNeverGivenTwice() {
        var membership = GroupMembership()
        var epochs: Set<Int64> = []
        for round in 0..<10 {
            let epoch = membership.join(settings("m\(round % 3)", [1]), at: start, partitionCount: partitionCount)
            #expect(epochs.insert(epoch).inserted)
            if round % 2 == 0 { membership.leave(epoch, partitionCount: partitionCount) }
        }
    }
}
