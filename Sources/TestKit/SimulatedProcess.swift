import EventLog
import Streams

/// One worker process in a simulation: its lanes and its link to the log.
final class SimulatedProcess {
    let number: Int
    /// Nothing of it runs before this time.
    var sleepsUntil = Timestamp.distantPast
    private var lanes: [LaneCore] = []
    private var link: SimulationLink?

    init(number: Int) { self.number = number }

    var isUp: Bool { link != nil }
    var isCrashed: Bool { link?.isCut ?? false }

    var runningPartitions: [TopicPartition] { lanes.flatMap(\.runningPartitions) }

    func start(
        _ log: MemoryLog,
        lanes count: Int,
        _ application: StreamApplication,
        _ settings: WorkerSettings,
        _ observer: any LaneObserver
    ) {
        let link = SimulationLink(log)
        var settings = settings
        settings.name = "\(number)"
        self.link = link
        lanes = (0..<count).map {
            LaneCore(lane: $0, log: link, application: application, settings: settings, observer: observer)
        }
    }

    func step(lane: Int, now: Timestamp) -> LaneCore.Step { lanes[lane].step(now: now) }

    /// From now on none of its calls reaches the log.
    func crash() { link?.cut() }

    /// Memory is gone: nobody left the group, nothing was aborted.
    func bury() {
        lanes = []
        link = nil
    }

    func stop(now: Timestamp) {
        for lane in lanes { lane.finish(now: now) }
        bury()
    }
}
