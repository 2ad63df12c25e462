import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

/// `status`: how far the desks have come.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "How far the desks have come, who works at what, and what is open. 运行状况。"
    )

    @OptionGroup var log: LogOptions

    @Flag(help: "As JSON.")
    var json = false

    @Flag(help: "Name the owner of every partition.")
    var tasks = false

    func run() throws {
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let status = try ChannelStatus(opened)
        if json {
            try Terminal.print(json: status)
            return
        }
        Terminal.print("\(opened.path), \(opened.topology.partitionCount(of: .lots)) partitions")
        printDesks(status)
        printWorkers(status)
        Terminal.print("open lots: \(status.openLots.map(String.init) ?? "not known, their ledger is not there")")
        Terminal.print("oldest pending bid: \(status.oldestPendingBidSeconds.map(Self.duration) ?? "none waits")")
        Terminal.print("last commit: \(status.lastCommit ?? "none that a worker told of")")
        let total = status.deadLettersByReason.values.reduce(0, +)
        Terminal.print("dead letters: \(total)")
        for (reason, count) in status.deadLettersByReason.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            Terminal.print("  \(reason): \(count)")
        }
    }

    private func printDesks(_ status: ChannelStatus) {
        for desk in status.desks {
            let lag =
                desk.lagRecords == 0
                ? "up to date" : "\(desk.lagRecords) records, \(Self.duration(desk.lagSeconds)) behind"
            var line =
                "  \(desk.desk): \(lag), \(desk.recordsTaken) taken, "
                + (desk.ledgerEntries.map { "\($0) ledger entries" } ?? "its ledger is not there")
            if let pending = desk.pendingBids { line += ", \(pending) bids wait" }
            if let without = desk.partitionsWithoutOwner, without > 0 {
                line += ", \(without) partitions without an owner"
            }
            Terminal.print(line)
            guard tasks else { continue }
            for task in status.tasks where task.desk == desk.desk {
                let owner = task.owner.map { "\(Terminal.inert($0)) lane \(task.lane ?? 0)" } ?? "nobody"
                let restore = task.restoring == true ? ", restoring: \(task.restoredEntries ?? 0) entries read" : ""
                Terminal.print("    \(task.partition): \(owner), \(task.lagRecords) behind\(restore)")
            }
        }
    }

    private func printWorkers(_ status: ChannelStatus) {
        Terminal.print("workers: \(status.workers.count), restores under way: \(status.restoresUnderWay)")
        for worker in status.workers {
            let heard = Self.duration(worker.heardSecondsAgo)
            let condition =
                switch worker.condition {
                case .ready: "ready, \(worker.tasks) partitions"
                case .notReady: "not ready, \(worker.tasks) partitions"
                case .stopped: "stopped \(heard) ago"
                case .silent: "silent for \(heard), had \(worker.tasks) partitions"
                }
            var line = "  \(Terminal.inert(worker.worker)): \(condition)"
            if let commit = worker.lastCommit { line += ", last commit \(commit)" }
            if let http = worker.http { line += ", http://\(Terminal.inert(http))" }
            Terminal.print(line)
            for obstacle in worker.obstacles { Terminal.print("    \(Terminal.inert(obstacle))") }
        }
    }

    /// `4.2 s`, `3 min`, `5 h`, `2 d`: as precise as anybody needs it.
    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<100: "\((seconds * 10).rounded() / 10) s"
        case ..<6_000: "\(Int(seconds / 60)) min"
        case ..<180_000: "\(Int(seconds / 3600)) h"
        default: "\(Int(min(seconds / 86_400, 1e9))) d"
        }
    }
}
