import DeskStreams
import EventLog
import GreenChannelModel
import Streams

/// A channel at work in process, on a memory log and a virtual clock: time passes when it is told to.
struct RehearsalStage {
    let log: MemoryLog
    let topology: ChannelTopology
    private let lane: LaneCore
    private let reader: any LogReader
    private var journalPositions: [Offset]

    init(_ application: ChannelApplication) throws {
        topology = application.topology
        log = MemoryLog()
        try log.createTopics(topology.topicSettings)
        reader = try log.reader()
        // Time does not pass while a rehearsal works: a transaction is committed when there is nothing more to read.
        lane = LaneCore(
            lane: 0,
            log: log,
            application: application.application,
            settings: WorkerSettings(name: "rehearsal")
        )
        journalPositions = Array(repeating: .zero, count: Int(topology.partitionCount(of: .journal)))
    }

    /// Steps the lane until it has nothing to do at this time.
    /// - Returns: when its next timer is due.
    func settle(_ now: Instant) throws -> Int64? {
        let time = Timestamp(milliseconds: now.milliseconds)
        while true {
            switch lane.step(now: time) {
            case .worked: continue
            case .idle(let until): return until == .distantFuture ? nil : until.milliseconds
            case .waiting(let until): return until.milliseconds
            case .ended(let error): throw error ?? LogError(.stop, "The rehearsal's lane ended by itself")
            }
        }
    }

    func finish(_ now: Instant) { lane.finish(now: Timestamp(milliseconds: now.milliseconds)) }

    /// Journal facts since the last call, partition by partition.
    mutating func newFacts() throws -> [JournalEntry] {
        var facts: [JournalEntry] = []
        for partition in topology.partitions(of: .journal) {
            let index = Int(partition.partition.rawValue)
            while true {
                let batch = try reader.read(partition, from: journalPositions[index], bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                for record in batch.records {
                    guard let value = record.value else { continue }
                    if case .journalEntry(let fact) = try RecordBody(.journalEntry, serialized: value) {
                        facts.append(fact)
                    }
                }
                journalPositions[index] = last.offset.next
            }
        }
        return facts
    }
}
