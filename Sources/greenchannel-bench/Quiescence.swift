import DeskStreams
import Desks
import EventLog
import Foundation

/// Sees when no desk has anything left to read.
struct Quiescence {
    private let reader: any LogReader
    private let topology: ChannelTopology
    private let desks: [DeskName]

    init(_ log: any EventLog, _ topology: ChannelTopology, _ desks: [DeskName] = DeskName.allCases) throws {
        reader = try log.reader()
        self.topology = topology
        self.desks = desks
    }

    /// About how many records the desks have left to read: 0 exactly where there is none.
    func lag() throws -> Int64 { try state().lag }

    /// - Parameter meanwhile: done again and again; says whether it posted something.
    /// - Returns: when the desks came to rest, after which nothing happened for a second.
    func wait(
        _ clock: ContinuousClock,
        meanwhile: () throws -> Bool = { false }
    ) async throws -> ContinuousClock.Instant {
        var rest: (at: ContinuousClock.Instant, end: Int64)?
        while true {
            if try meanwhile() {
                rest = nil
                continue
            }
            let asked = clock.now
            let (lag, end) = try state()
            if lag > 0 {
                rest = nil
            } else if let rest, rest.end == end {
                if rest.at.duration(to: asked) > .seconds(1) { return rest.at }
            } else {
                // What is seen now may have been done since it was asked for.
                rest = (clock.now, end)
            }
            // Another process or thread writes; there is nothing to wait on but time.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func state() throws -> (lag: Int64, end: Int64) {
        let positions = try reader.positions(ofGroup: topology.groupName)
        var lag: Int64 = 0
        var end: Int64 = 0
        for inbox in desks.flatMap({ topology.partitions(of: $0.inbox) }) {
            let position = positions[inbox] ?? Offset(0)
            let inboxEnd = try reader.bounds(of: inbox).upperBound
            end += inboxEnd.rawValue
            if inboxEnd > position { lag += try reader.backlog(of: inbox, from: position) }
        }
        return (lag, end)
    }
}
