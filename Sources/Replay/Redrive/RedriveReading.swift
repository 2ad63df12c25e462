import EventLog

/// Reads the records of a plan in its order: each partition's stand in ascending order there, so that one pass over each will
/// do. Memory is a batch for each partition.
struct RedriveReading {
    private let topic: TopicName
    private let reader: any LogReader
    private var batches: [Partition: ArraySlice<Record>] = [:]

    init(_ topic: TopicName, _ reader: any LogReader) {
        self.topic = topic
        self.reader = reader
    }

    /// - Returns: `nil` where the record is not there (any more).
    mutating func record(of entry: RedrivePlan.Entry) throws -> SelectedRecord? {
        let partition = TopicPartition(topic, entry.partition)
        var batch = batches[entry.partition] ?? []
        batch = batch.drop { $0.offset < entry.offset }
        if batch.isEmpty {
            batch = try reader.read(partition, from: entry.offset, bytesMax: 1 << 20).records[...]
        }
        batches[entry.partition] = batch
        guard let first = batch.first, first.offset == entry.offset else { return nil }
        return SelectedRecord(source: partition, record: first)
    }
}
