import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Metrics
import Streams

/// Gauges of what a worker owns: set again every few seconds, and gone with the partition.
final class WorkerGauges {
    private let opened: OpenedLog
    private let settings: WorkerSettings
    private let ready = Gauge(label: StreamMetrics.ready.name)
    /// Those of the last time, by what tells them apart.
    private var gauges: [String: Gauge] = [:]

    init(_ opened: OpenedLog, _ settings: WorkerSettings) {
        self.opened = opened
        self.settings = settings
    }

    func record(_ lanes: [WorkerStanding.Lane], isReady: Bool) throws {
        ready.record(isReady ? 1 : 0)
        var fresh: [String: Gauge] = [:]
        defer {
            for (key, gauge) in gauges where fresh[key] == nil { gauge.destroy() }
            gauges = fresh
        }
        func set(_ metric: StreamMetrics.Declaration, _ value: Double, _ dimensions: [(String, String)]) {
            let key = metric.name + dimensions.map { "\u{0}\($0)\u{0}\($1)" }.joined()
            let gauge = gauges[key] ?? Gauge(label: metric.name, dimensions: dimensions)
            fresh[key] = gauge
            gauge.record(value)
        }
        let reader = try opened.log.reader()
        let positions = try reader.positions(ofGroup: opened.topology.groupName)
        let now = Timestamp(milliseconds: Instant.now.milliseconds)
        for (number, lane) in lanes.enumerated() {
            for (inbox, task) in lane.tasks {
                guard let desk = opened.topology.desk(ofInbox: inbox.topic) else { continue }
                let place = [
                    (StreamMetrics.desk, desk.rawValue), (StreamMetrics.partition, inbox.partition.description),
                ]
                set(StreamMetrics.task, 1, place + [(StreamMetrics.lane, settings.member(ofLane: number))])
                let lag = try InboxLag(of: inbox, position: positions[inbox], in: reader)
                set(StreamMetrics.lagRecords, Double(lag.records), place)
                set(StreamMetrics.lagSeconds, Double(lag.milliseconds(at: now)) / 1000, place)
                if let open = task.standing.open { set(StreamMetrics.openLots, Double(open), place) }
                guard let pending = task.standing.pending else { continue }
                set(StreamMetrics.pendingBids, Double(pending), place)
                let wait = task.standing.oldestPending.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0
                set(StreamMetrics.oldestPendingBid, Double(wait) / 1000, place)
            }
        }
    }
}
