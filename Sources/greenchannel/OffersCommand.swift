import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

struct OffersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offers",
        abstract: "Loads channels, studios and depots from a file of JSON lines. 载入渠道、直播间、场站。"
    )

    @OptionGroup var log: LogOptions

    @Argument(help: "A file of offers; - for standard input.")
    var file: String

    @Flag(help: "Move the file in time so that its epoch is today.")
    var today = false

    @Flag(help: "Only say what is in it.")
    var dryRun = false

    @Flag(help: "The result as JSON.")
    var json = false

    func run() throws {
        let (read, errors) = OfferFile.read(try InputFile.read(file, bytesMax: 256 << 20), defaultTime: .now)
        for error in errors.prefix(20) { Terminal.error("\(error)") }
        guard errors.isEmpty else {
            throw CommandFailure("\(errors.count) of its lines are wrong: nothing was posted. Mend them and try again.")
        }
        let offers = today ? read.shifted(toEpoch: .startOfToday) : read
        if !dryRun {
            let opened = try log.open()
            defer { opened.log.close() }
            try OfferPosting(opened, run: UUID().uuidString).post(offers.records)
        }
        var counts: [String: Int] = [:]
        for record in offers.records { counts["\(record.body.kind)", default: 0] += 1 }
        if json {
            try Terminal.print(json: counts)
        } else {
            for (kind, count) in counts.sorted(by: { $0.key < $1.key }) { Terminal.print("\(count) \(kind)") }
            Terminal.print(dryRun ? "nothing was posted: this was a dry run" : "\(offers.records.count) records posted")
        }
    }
}

/// Posts offers, in portions.
struct OfferPosting {
    let opened: OpenedLog
    /// Makes the ids of this run its own.
    let run: String

    init(_ opened: OpenedLog, run: String) {
        self.opened = opened
        self.run = run
    }

    /// Records whose time has not come are posted with it all the same: what they say holds from now on.
    func post(_ records: [TimedRecord]) throws {
        let now = Instant.now
        var number = 0
        for start in stride(from: 0, to: records.count, by: 500) {
            let posts = records[start..<min(start + 500, records.count)].flatMap { record in
                var record = record
                record.at = now
                number += 1
                return opened.topology.posts(of: record, id: "\(run)/\(number)", source: "greenchannel/offers")
            }
            try opened.log.append(posts)
        }
    }
}

/// Files that people hand in.
enum InputFile {
    /// - Parameter path: `-` is standard input.
    static func read(_ path: String, bytesMax: Int) throws -> [UInt8] {
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: path) else {
                throw CommandFailure("\(Terminal.inert(path)) cannot be read: \(String(cString: strerror(errno)))")
            }
            handle = opened
        }
        guard let data = try handle.read(upToCount: bytesMax + 1) else { return [] }
        guard data.count <= bytesMax else {
            throw CommandFailure("\(Terminal.inert(path)) has more than \(bytesMax >> 20) MiB: split it")
        }
        return Array(data)
    }
}

extension Instant {
    /// The last midnight in China.
    static var startOfToday: Instant {
        let day = Instant.days(1)
        let local = Instant.now.milliseconds + Instant.hours(8)
        return Instant(milliseconds: local - local % day - Instant.hours(8))
    }
}
