import EventLog

/// Records on their way into the log, encoded as they come.
struct StagedRecords {
    /// Where a post went: which body, and which record of it.
    struct Placing {
        let partition: TopicPartition
        let body: Int
        let index: UInt32
    }

    private var bodies: [(place: LogView.Place, body: BatchBody)] = []
    /// The body that a partition's next record goes to.
    private var open: [LogView.Place: Int] = [:]
    private var lastTopic: LogView.Topic?
    private var last: (place: LogView.Place, body: Int)?

    var isEmpty: Bool { bodies.isEmpty }

    /// - Parameter find: where a topic is.
    @discardableResult
    mutating func add(
        _ post: Post,
        find: (TopicName) throws(LogError) -> LogView.Topic
    ) throws(LogError) -> Placing {
        let topic: LogView.Topic
        if let lastTopic, lastTopic.settings.name == post.topic {
            topic = lastTopic
        } else {
            topic = try find(post.topic)
            lastTopic = topic
        }
        let partition = try topic.settings.partition(for: post)
        guard (0..<topic.settings.partitionCount).contains(partition.rawValue) else {
            throw .noSuchPartition(TopicPartition(post.topic, partition), count: topic.settings.partitionCount)
        }
        let id = topic.firstPartitionID + Int64(partition.rawValue)
        let index = body(for: id, TopicPartition(topic.settings.name, partition))
        try bodies[index].body.append(post)
        return Placing(partition: bodies[index].place.name, body: index, index: bodies[index].body.count - 1)
    }

    private mutating func body(for id: Int64, _ name: @autoclosure () -> TopicPartition) -> Int {
        if let last, last.place.id == id, !bodies[last.body].body.isFull { return last.body }
        let place = LogView.Place(name: name(), id: id)
        var index = open[place] ?? bodies.count
        if index < bodies.count, bodies[index].body.isFull { index = bodies.count }
        if index == bodies.count {
            bodies.append((place, BatchBody()))
            open[place] = index
        }
        last = (place, index)
        return index
    }

    /// To be called once, when all records are there.
    mutating func seal() {
        for index in bodies.indices { bodies[index].body.seal() }
    }

    /// Writes all, in order. May be called again where its transaction was rolled back.
    /// - Returns: the offset of each body's first record.
    func write(in scope: WriteScope) throws -> [Offset] {
        var bases: [Offset] = []
        bases.reserveCapacity(bodies.count)
        for (place, var body) in bodies { bases.append(try scope.append(&body, to: place)) }
        return bases
    }
}
