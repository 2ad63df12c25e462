import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "How far the desks have come and what is open. 运行状况。"
    )

    @OptionGroup var log: LogOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let status = try ChannelStatus(opened)
        if json {
            try Terminal.print(json: status)
            return
        }
        Terminal.print("\(opened.path), \(opened.topology.partitionCount(of: .lots)) partitions")
        for desk in status.desks {
            let lag = desk.lagRecords == 0 ? "up to date" : "\(desk.lagRecords) records behind"
            Terminal.print("  \(desk.desk): \(lag), \(desk.recordsTaken) taken, \(desk.ledgerEntries) ledger entries")
        }
        Terminal.print("open lots: \(status.openLots)")
        let total = status.deadLettersByReason.values.reduce(0, +)
        Terminal.print("dead letters: \(total)")
        for (reason, count) in status.deadLettersByReason.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            Terminal.print("  \(reason): \(count)")
        }
    }
}

/// Where the desks stand, read from the log alone.
struct ChannelStatus: Encodable {
    struct DeskStatus: Encodable {
        var desk: String
        var lagRecords: Int64
        var recordsTaken: Int64
        var ledgerEntries: Int
    }

    var desks: [DeskStatus] = []
    var openLots = 0
    var deadLettersByReason: [String: Int] = [:]

    init(_ opened: OpenedLog) throws {
        let reader = try opened.log.reader()
        let positions = try reader.positions(ofGroup: opened.topology.groupName)
        for desk in DeskName.allCases {
            var status = DeskStatus(desk: desk.rawValue, lagRecords: 0, recordsTaken: 0, ledgerEntries: 0)
            let ledger = opened.topology.ledgerName(of: desk)
            for inbox in opened.topology.partitions(of: desk.inbox) {
                let bounds = try reader.bounds(of: inbox)
                let position = max(positions[inbox] ?? bounds.lowerBound, bounds.lowerBound)
                status.recordsTaken += position.rawValue
                status.lagRecords += try reader.backlog(of: inbox, from: position)
                try reader.ledger(TopicPartition(ledger, inbox.partition)) { key, _ in
                    status.ledgerEntries += 1
                    if desk == .lot, key.first == LotDesk.lotKeyPrefix { openLots += 1 }
                }
            }
            desks.append(status)
        }
        for partition in opened.topology.partitions(of: .deadLetters) {
            try reader.forEachRecord(of: partition) { record in
                deadLettersByReason[record.headers.text(DeadLetter.Header.reason) ?? "UNKNOWN", default: 0] += 1
            }
        }
    }
}
