import DeskStreams
import EventLog
import GreenChannelModel

/// Reads what senders are told, from the moment of its making on.
struct NoticeReading {
    private var topic: TopicReading

    init(_ opened: OpenedLog) throws {
        topic = try TopicReading(opened, opened.topology.partitions(of: .notices), from: .end)
    }

    mutating func news() throws -> [Notice] {
        var notices: [Notice] = []
        try topic.forEachNew { record, _ in
            guard let value = record.value, case .notice(let notice) = try RecordBody(.notice, serialized: value)
            else { return }
            notices.append(notice)
        }
        return notices
    }
}
