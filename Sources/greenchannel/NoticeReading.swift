import DeskStreams
import EventLog
import GreenChannelModel

/// Reads what senders are told, from the moment of its making on.
struct NoticeReading {
    private let reader: any LogReader
    private var positions: [(partition: TopicPartition, position: Offset)] = []

    init(_ opened: OpenedLog) throws {
        reader = try opened.log.reader()
        for partition in opened.topology.partitions(of: .notices) {
            positions.append((partition, try reader.bounds(of: partition).upperBound))
        }
    }

    mutating func news() throws -> [Notice] {
        var notices: [Notice] = []
        for index in positions.indices {
            while true {
                let batch = try reader.read(
                    positions[index].partition,
                    from: positions[index].position,
                    bytesMax: 1 << 20
                )
                guard let last = batch.records.last else { break }
                for record in batch.records {
                    guard let value = record.value,
                        case .notice(let notice) = try RecordBody(.notice, serialized: value)
                    else { continue }
                    notices.append(notice)
                }
                positions[index].position = last.offset.next
            }
        }
        return notices
    }
}
