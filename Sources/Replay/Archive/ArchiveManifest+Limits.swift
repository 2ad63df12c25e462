import DeskStreams

/// What a manifest may say. An archive comes from elsewhere: what it claims is held against these before anything is made of it.
extension ArchiveManifest {
    /// As long as the first line may be: ten times that of a channel of a thousand partitions.
    static let bytesMax = 1 << 20
    /// A channel has fourteen topics and ledgers.
    static let topicsMax = 64
    /// Of all topics and ledgers together.
    static let partitionsMax = 32_768
    /// Far more than any partition ever has, and so few that the sum over all partitions fits into an `Int64`.
    static let offsetMax: Int64 = 1 << 48

    /// What it says that no archive can hold; `nil`: nothing.
    var fault: String? {
        do {
            try ChannelTopology(prefix: prefix).validate()
        } catch {
            return "\(error)"
        }
        guard topics.count <= Self.topicsMax else {
            return "it names \(topics.count) topics, and at most \(Self.topicsMax) are read"
        }
        var names: Set<String> = []
        var partitions = 0
        for topic in topics {
            guard topic.name.hasPrefix(prefix + ".") else { return "a topic's name does not begin with its prefix" }
            guard names.insert(topic.name).inserted else { return "it names a topic twice" }
            guard topic.first.count == topic.end.count, (1...10_000).contains(topic.first.count) else {
                return "a topic has no partitions, too many, or not as many ends as beginnings"
            }
            partitions += topic.first.count
            for (first, end) in zip(topic.first, topic.end) where !(0 <= first && first <= end && end <= Self.offsetMax)
            {
                return "a partition reaches from \(first) to \(end)"
            }
        }
        guard partitions <= Self.partitionsMax else {
            return "it names \(partitions) partitions, and at most \(Self.partitionsMax) are read"
        }
        for offset in positions.values.joined() where !(0...Self.offsetMax).contains(offset) {
            return "the desks are said to stand at \(offset)"
        }
        return nil
    }
}
