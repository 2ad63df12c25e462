import EventLog

/// Reads some partitions as they grow.
struct TopicReading {
    /// Where the reading begins.
    enum Start {
        case beginning
        /// At least so many of each partition's newest records, where there are as many.
        case newest(Int)
        /// After what is there now.
        case end
    }

    private let reader: any LogReader
    private var positions: [(partition: TopicPartition, next: Offset)] = []

    init(_ opened: OpenedLog, _ partitions: [TopicPartition], from start: Start) throws {
        reader = try opened.log.reader()
        for partition in partitions {
            let bounds = try reader.bounds(of: partition)
            switch start {
            case .beginning: positions.append((partition, bounds.lowerBound))
            case .newest(let count):
                // Not every offset is a record's: a log may use some for its own marks.
                let back = Int64(count).multipliedReportingOverflow(by: 4).partialValue
                let next = max(bounds.lowerBound.rawValue, bounds.upperBound.rawValue - max(0, back))
                positions.append((partition, Offset(next)))
            case .end: positions.append((partition, bounds.upperBound))
            }
        }
    }

    /// Hands over what was written since the last call, partition by partition.
    mutating func forEachNew(_ visit: (Record, TopicPartition) throws -> Void) throws {
        for index in positions.indices {
            let partition = positions[index].partition
            while true {
                let batch = try reader.read(partition, from: positions[index].next, bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                for record in batch.records { try visit(record, partition) }
                positions[index].next = last.offset.next
            }
        }
    }
}
