public import DeskStreams
public import EventLog
import Foundation
import GreenChannelModel

/// One line of the list of replays that nobody can rewrite: who did what, why, and how it ended.
///
/// A record of the topic `replays`, as JSON, so that an auditor needs no program of ours to read it.
public struct ReplayAudit: Codable, Sendable, Equatable {
    public enum Event: String, Codable, Sendable {
        case started = "STARTED"
        case resumed = "RESUMED"
        case interrupted = "INTERRUPTED"
        case cancelled = "CANCELLED"
        case done = "DONE"
    }

    public static let eventType = "greenchannel.v1.ReplayAudit"

    public var event: Event
    /// The digest of the approved plan.
    public var plan: String
    public var by: String
    public var why: String
    /// Milliseconds since 1970 UTC.
    public var at: Int64
    public var selection: String
    public var target: String
    public var edits: String
    public var notifies: Bool
    /// Of the whole plan.
    public var planned: Int
    /// So far, runs before this one included.
    public var sent: Int
    public var parked: Int
    public var left: Int
    public var skipped: Int

    func post(to topology: ChannelTopology, number: Int) throws -> Post {
        var headers = Headers()
        headers.append(EventHeader.specVersion, EventHeader.specVersionValue)
        headers.append(EventHeader.id, "\(plan)/\(event.rawValue)/\(number)/\(at)")
        headers.append(EventHeader.type, Self.eventType)
        headers.append(EventHeader.source, "greenchannel/replay")
        headers.append(EventHeader.subject, plan)
        headers.append(EventHeader.time, RFC3339.text(Timestamp(milliseconds: at)))
        headers.append(EventHeader.contentType, EventHeader.json)
        return Post(
            topic: topology.name(of: .replays),
            partition: Partition(0),
            timestamp: Timestamp(milliseconds: at),
            key: Array(plan.utf8)[...],
            value: try ReplayLedger.encoded(self),
            headers: headers
        )
    }

    /// Every replay of a channel, in order; records that are no entries are passed over.
    public static func all(on log: any EventLog, _ topology: ChannelTopology) throws -> [ReplayAudit] {
        let topic = topology.name(of: .replays)
        guard try log.topics().contains(where: { $0.name == topic }) else { return [] }
        var entries: [ReplayAudit] = []
        try log.reader().forEachRecord(of: TopicPartition(topic, Partition(0))) { record in
            guard let value = record.value,
                let entry = try? JSONDecoder().decode(ReplayAudit.self, from: Data(value))
            else { return }
            entries.append(entry)
        }
        return entries
    }
}
