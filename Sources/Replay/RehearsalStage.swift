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
    private var journal: [(partition: TopicPartition, position: Offset)]

    /// - Parameter ledgers: whether the log is to hold them, for those who verify it or go on from it.
    init(_ application: ChannelApplication, ledgers: LedgerKeeping) throws {
        topology = application.topology
        log = MemoryLog()
        try log.createTopics(topology.topicSettings)
        reader = try log.reader()
        // Time does not pass while a rehearsal works: a transaction is committed when there is nothing more to read.
        lane = LaneCore(
            lane: 0,
            log: log,
            application: application.application,
            settings: WorkerSettings(name: "rehearsal", ledgers: ledgers)
        )
        journal = topology.partitions(of: .journal).map { ($0, .zero) }
    }

    /// Steps the lane until it has nothing to do at this time.
    /// - Returns: when its next timer is due.
    func settle(_ now: Instant) throws -> Int64? {
        while true {
            switch try step(now) {
            case .worked, .ended: continue
            case .idle(let until): return until == .distantFuture ? nil : until.milliseconds
            case .waiting(let until): return until.milliseconds
            }
        }
    }

    /// The next piece of the lane's work.
    @discardableResult
    func step(_ now: Instant) throws -> LaneCore.Step {
        let step = lane.step(now: Timestamp(milliseconds: now.milliseconds))
        if case .ended(let error) = step { throw error ?? LogError(.stop, "The rehearsal's lane ended by itself") }
        return step
    }

    func finish(_ now: Instant) { lane.finish(now: Timestamp(milliseconds: now.milliseconds)) }

    /// Journal facts since the last call, partition by partition.
    mutating func newFacts() throws -> [RecordedFact] {
        var facts: [RecordedFact] = []
        for index in journal.indices {
            while true {
                let batch = try reader.read(journal[index].partition, from: journal[index].position, bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                facts += batch.records.compactMap { RecordedFact($0) }
                journal[index].position = last.offset.next
            }
        }
        return facts
    }
}
