import EventLog

/// Which partitions posts go to, remembered by topic, so that no post costs a lock or a look into a dictionary: there are
/// few topics that one member posts to, and what matters of them never changes. Belongs to one thread.
final class PostDestinations {
    private let catalogue: TopicCatalogue
    private var known: [TopicSettings] = []

    init(_ catalogue: TopicCatalogue) { self.catalogue = catalogue }

    func partition(for post: Post) throws(LogError) -> Partition {
        for topic in known where topic.name == post.topic { return try Self.partition(for: post, in: topic) }
        let settings = try catalogue.settings(of: post.topic)
        known.append(settings)
        return try Self.partition(for: post, in: settings)
    }

    private static func partition(for post: Post, in topic: TopicSettings) throws(LogError) -> Partition {
        let partition = try topic.partition(for: post)
        try topic.check(partition)
        return partition
    }
}
