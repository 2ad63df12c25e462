import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// An operator who vouches for every lot as soon as the journal tells of it: until then no public outlet may take it.
final class VouchingOperator {
    private let log: any EventLog
    private let reader: any LogReader
    private let topology: ChannelTopology
    private var positions: [TopicPartition: Offset] = [:]
    private(set) var lots = 0

    init(_ log: any EventLog, _ topology: ChannelTopology) throws {
        self.log = log
        reader = try log.reader()
        self.topology = topology
    }

    /// Vouches for the lots that were opened since the last call.
    /// - Returns: whether there were any.
    func verifyNews() throws -> Bool {
        var posts: [Post] = []
        for partition in topology.partitions(of: .journal) {
            try reader.forEachRecord(of: partition, from: positions[partition]) { record in
                positions[partition] = record.offset.next
                guard let value = record.value,
                    case .journalEntry(let fact) = try RecordBody(.journalEntry, serialized: value),
                    fact.event == "OPENED"
                else { return }
                lots += 1
                posts += topology.posts(
                    of: verification(of: fact.lot),
                    id: "verify/\(lots)",
                    source: "greenchannel/bench"
                )
            }
        }
        if !posts.isEmpty { try log.append(posts) }
        return !posts.isEmpty
    }

    private func verification(of lot: String) -> TimedRecord {
        var message = LotVerified()
        message.lot = lot
        message.by = "bench operator"
        message.why = "benchmark"
        return TimedRecord(at: .startOfBenchmark, topic: .lots, key: lot, body: .lotVerified(message))
    }
}
