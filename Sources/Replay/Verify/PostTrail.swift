import DeskStreams
import EventLog
import GreenChannelModel

/// What one task posted to one partition, record by record in the partition's order.
struct PostTrail {
    struct Found {
        var record: Record
        var cause: RecordOrigin.Cause
        var isReplayed: Bool
    }

    let partition: TopicPartition
    private let topic: Topic
    private let topology: ChannelTopology
    private let inbox: Topic
    private let number: Int32
    private let bounds: PostScan.Bounds
    private let reader: any LogReader
    private var position = Offset.zero
    private var waiting: [Found] = []
    private var next = 0

    /// - Parameter task: the inbox partition whose posts are followed.
    init(
        _ partition: TopicPartition,
        _ topic: Topic,
        of task: TopicPartition,
        _ inbox: Topic,
        _ bounds: PostScan.Bounds,
        _ reader: any LogReader,
        _ topology: ChannelTopology
    ) {
        self.partition = partition
        self.topic = topic
        self.topology = topology
        self.inbox = inbox
        number = task.partition.rawValue
        self.bounds = bounds
        self.reader = reader
    }

    /// The next record, which stays the next one; `nil`: there is none (yet).
    mutating func peek() throws -> Found? {
        while next == waiting.count {
            let batch = try reader.read(partition, from: position, bytesMax: 1 << 18)
            guard let last = batch.records.last else { return nil }
            position = last.offset.next
            waiting = batch.records.compactMap(found)
            next = 0
        }
        return waiting[next]
    }

    mutating func skip() { next += 1 }

    /// Looks for a later record of a cause, without moving on.
    func laterRecord(of cause: RecordOrigin.Cause) throws -> Found? {
        var copy = self
        while let found = try copy.peek() {
            if found.cause == cause { return found }
            copy.skip()
        }
        return nil
    }

    private func found(_ record: Record) -> Found? {
        let origin = RecordOrigin(record, in: topic, topology)
        guard !origin.isTimer, let cause = origin.cause, cause.place.topic == inbox, cause.place.partition == number,
            cause.place.offset >= bounds.from.rawValue, cause.place.offset < bounds.until.rawValue
        else { return nil }
        return Found(record: record, cause: cause, isReplayed: origin.isReplayed)
    }
}
