import ArgumentParser
import Desks
import EventLog
import Foundation
import GreenChannelModel

/// `offers`: loads a file of offers, whole or not at all.
struct OffersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offers",
        abstract: "Loads channels, studios and depots from a file of JSON lines. 载入渠道、直播间、场站。",
        discussion: "All of it is loaded at once, or nothing where a line is wrong."
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
        let offers = today ? read.shifted(toEpoch: .startOfToday) : read
        try refuse(errors.map { ($0.line, "\($0)") } + faults(of: offers))
        let records = try withoutThePast(offers, hint: read.epoch != nil && !today)
        if !dryRun {
            let opened = try log.open()
            defer { opened.log.close() }
            let posting = OfferPosting(topology: opened.topology, run: UUID().uuidString)
            try opened.log.append(posting.posts(of: records))
        }
        var counts: [String: Int] = [:]
        for record in records { counts["\(record.body.kind)", default: 0] += 1 }
        if json {
            try Terminal.print(json: counts)
        } else {
            for (kind, count) in counts.sorted(by: { $0.key < $1.key }) { Terminal.print("\(count) \(kind)") }
            Terminal.print(dryRun ? "nothing was posted: this was a dry run" : "posted: \(records.count)")
        }
    }

    private func refuse(_ faults: [(line: Int, text: String)]) throws {
        guard !faults.isEmpty else { return }
        show(faults.sorted { $0.line < $1.line }.map(\.text))
        let summary = "wrong lines: \(faults.count); nothing was posted. Mend them and try again."
        guard dryRun else { throw CommandFailure(summary) }
        Terminal.error(summary)
        throw ExitCodes.foundSomethingWrong
    }

    private func show(_ lines: [String]) {
        for line in lines.prefix(20) { Terminal.error(line) }
        if lines.count > 20 { Terminal.error("… and \(lines.count - 20) more") }
    }

    /// Leaves out, and says so, what was right once and is over now.
    private func withoutThePast(_ offers: OfferFile, hint: Bool) throws -> [TimedRecord] {
        let now = Instant.now
        let over = zip(offers.records, offers.lines).compactMap { record, line in
            record.body.offerFault(now: now).map { "line \(line) is left out: \($0)" }
        }
        guard !over.isEmpty else { return offers.records }
        show(over)
        if hint { Terminal.error("--today moves the file's times to today") }
        let left = offers.records.filter { $0.body.offerFault(now: now) == nil }
        if left.isEmpty { throw CommandFailure("all of it is over: nothing was posted") }
        return left
    }

    /// What the desks would refuse at any time is said here, where its line is known.
    private func faults(of offers: OfferFile) -> [(line: Int, text: String)] {
        zip(offers.records, offers.lines).compactMap { record, line in
            let fault = record.body.offerFault(now: Instant(milliseconds: 0)) ?? unknownPlace(record.body)
            return fault.map { (line, "line \(line): \($0)") }
        }
    }

    /// A desk takes any code; an outlet at one that nobody knows would never be found.
    private func unknownPlace(_ body: RecordBody) -> String? {
        let place: UInt32
        switch body {
        case .channelOffered(let offer): place = offer.place
        case .slotOffered(let offer): place = offer.place
        case .vehicleOffered(let offer): place = offer.place
        case .emergencyDeclared(let message): place = message.place
        default: return nil
        }
        return Gazetteer.shipped.contains(Adcode(place))
            ? nil : "place \(place): no division has this code of GB/T 2260"
    }
}
