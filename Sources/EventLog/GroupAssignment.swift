/// Who of a group's members is to have which partitions: the same answer in every process that asks.
///
/// Balanced in all and within each topic as far as what the members subscribe to allows; an owner keeps what it has where
/// that does not unbalance the rest.
package struct GroupAssignment {
    package struct Candidate {
        package var epoch: Int64
        package var topics: Set<TopicName>

        package init(epoch: Int64, topics: Set<TopicName>) {
            self.epoch = epoch
            self.topics = topics
        }
    }

    /// What a candidate was given so far.
    private struct Load {
        var total = 0
        var ofTopic: [TopicName: Int] = [:]

        mutating func add(_ topic: TopicName, _ amount: Int) {
            total += amount
            ofTopic[topic, default: 0] += amount
        }
    }

    private let candidates: [Candidate]
    private var loads: [Load]
    private var homes: [(partition: TopicPartition, candidate: Int)] = []

    /// - Parameters:
    ///   - candidates: in an order that all processes agree on; earlier ones win ties.
    ///   - partitions: in order.
    /// - Returns: the epoch of each partition's owner to be; partitions that nobody subscribes to are absent.
    package static func assign(
        _ partitions: [TopicPartition],
        to candidates: [Candidate],
        keeping owners: [TopicPartition: Int64]
    ) -> [TopicPartition: Int64] {
        var assignment = GroupAssignment(candidates: candidates)
        assignment.place(partitions, keeping: owners)
        while assignment.moveOne() {}
        var targets: [TopicPartition: Int64] = [:]
        targets.reserveCapacity(assignment.homes.count)
        for home in assignment.homes { targets[home.partition] = candidates[home.candidate].epoch }
        return targets
    }

    private init(candidates: [Candidate]) {
        self.candidates = candidates
        loads = Array(repeating: Load(), count: candidates.count)
    }

    private mutating func place(_ partitions: [TopicPartition], keeping owners: [TopicPartition: Int64]) {
        var homeless: [TopicPartition] = []
        for partition in partitions {
            let keeper = owners[partition].flatMap { owner in
                candidates.firstIndex { $0.epoch == owner && $0.topics.contains(partition.topic) }
            }
            if let keeper {
                settle(partition, with: keeper)
            } else {
                homeless.append(partition)
            }
        }
        for partition in homeless {
            let eligible = candidates.indices.filter { candidates[$0].topics.contains(partition.topic) }
            if let lightest = eligible.min(by: { load(of: $0, partition.topic) < load(of: $1, partition.topic) }) {
                settle(partition, with: lightest)
            }
        }
    }

    private mutating func settle(_ partition: TopicPartition, with candidate: Int) {
        homes.append((partition, candidate))
        loads[candidate].add(partition.topic, 1)
    }

    private func load(of candidate: Int, _ topic: TopicName) -> (Int, Int, Int) {
        (loads[candidate].total, loads[candidate].ofTopic[topic] ?? 0, candidate)
    }

    /// Moves one partition from a heavier to a lighter candidate. Every move makes the sum of the squared loads smaller,
    /// so the moves come to an end.
    private mutating func moveOne() -> Bool {
        let heaviestFirst = candidates.indices.sorted { (-loads[$0].total, $0) < (-loads[$1].total, $1) }
        for heavy in heaviestFirst {
            for light in heaviestFirst.reversed() where loads[heavy].total - loads[light].total >= 2 {
                guard let index = bestMove(from: heavy, to: light) else { continue }
                let topic = homes[index].partition.topic
                homes[index].candidate = light
                loads[heavy].add(topic, -1)
                loads[light].add(topic, 1)
                return true
            }
        }
        return false
    }

    /// The last partition of the topic of which the heavier has the most more than the lighter.
    private func bestMove(from heavy: Int, to light: Int) -> Int? {
        var best: (surplus: Int, index: Int)?
        for (index, home) in homes.enumerated() where home.candidate == heavy {
            let topic = home.partition.topic
            guard candidates[light].topics.contains(topic) else { continue }
            let surplus = (loads[heavy].ofTopic[topic] ?? 0) - (loads[light].ofTopic[topic] ?? 0)
            if let best, best.surplus > surplus { continue }
            best = (surplus, index)
        }
        return best?.index
    }
}
