public import EventLog
import Streams

/// What has been committed to a log, for those who check it: new records by and by, ledgers and positions as they are.
public final class SimulationView {
    /// To be read from, by those who look at the whole.
    public let log: any EventLog
    private let reader: any LogReader
    private let group: String
    private var read: [TopicPartition: Offset] = [:]
    private let partitions: [TopicPartition]
    private let ledgers: [TopicName: TopicName]

    init(log: any EventLog, application: StreamApplication) throws(LogError) {
        self.log = log
        reader = try log.reader()
        group = application.group
        ledgers = application.inboxes
        partitions = try log.topics().filter { settings in
            switch settings.cleanup {
            case .delete: true
            case .compact: false
            }
        }.flatMap { settings in
            (0..<settings.partitionCount).map { TopicPartition(settings.name, Partition($0)) }
        }
    }

    /// What was written since the last call, partition by partition in order.
    public func newRecords() throws(LogError) -> [RecordBatch] {
        var batches: [RecordBatch] = []
        for partition in partitions {
            while true {
                let batch = try reader.read(partition, from: read[partition] ?? .zero, bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                read[partition] = last.offset.next
                batches.append(batch)
            }
        }
        return batches
    }

    /// How far each inbox partition has been processed.
    public func positions() throws(LogError) -> [TopicPartition: Offset] { try reader.positions(ofGroup: group) }

    /// The ledger beside an inbox partition.
    public func ledger(of inbox: TopicPartition) throws -> [Bytes: Bytes] {
        guard let name = ledgers[inbox.topic] else { return [:] }
        var entries: [Bytes: Bytes] = [:]
        try reader.ledger(TopicPartition(name, inbox.partition)) { entries[$0] = $1 }
        return entries
    }

    var inboxPartitionCount: Int { partitions.count { ledgers[$0.topic] != nil } }

    /// Whether every record of every inbox has been processed.
    func isDone() throws(LogError) -> Bool {
        let positions = try positions()
        for partition in partitions where ledgers[partition.topic] != nil {
            let bounds = try reader.bounds(of: partition)
            guard bounds.isEmpty == false else { continue }
            let rest = try reader.read(partition, from: positions[partition] ?? bounds.lowerBound, bytesMax: 1)
            if !rest.records.isEmpty { return false }
        }
        return true
    }

    /// All records, ledgers aside: one number for what a run has left.
    func contentHash() throws(LogError) -> UInt64 {
        var trace = SimulationTrace()
        for partition in partitions {
            trace.add(partition.description)
            var position = Offset.zero
            while true {
                let batch = try reader.read(partition, from: position, bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                position = last.offset.next
                for record in batch.records { trace.add(record) }
            }
        }
        return trace.hash
    }
}

extension SimulationTrace {
    mutating func add(_ record: Record) {
        add(record.offset.rawValue)
        add(record.timestamp.milliseconds)
        add(record.key ?? [0xfe])
        add(record.value ?? [0xfe])
        add(record.headers.encoded)
    }
}
