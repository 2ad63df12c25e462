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
        let faults = (errors.map { ($0.line, "\($0)") } + faults(of: offers)).sorted { $0.0 < $1.0 }
        guard faults.isEmpty else {
            for (_, fault) in faults.prefix(20) { Terminal.error(fault) }
            if faults.count > 20 { Terminal.error("… and \(faults.count - 20) more") }
            let hint = read.epoch != nil && !today ? ", or move the file's times to today with --today" : ""
            let summary = "wrong lines: \(faults.count); nothing was posted. Mend them and try again\(hint)."
            guard dryRun else { throw CommandFailure(summary) }
            Terminal.error(summary)
            throw ExitCodes.foundSomethingWrong
        }
        if !dryRun {
            let opened = try log.open()
            defer { opened.log.close() }
            let posting = OfferPosting(topology: opened.topology, run: UUID().uuidString)
            try opened.log.append(posting.posts(of: offers.records))
        }
        var counts: [String: Int] = [:]
        for record in offers.records { counts["\(record.body.kind)", default: 0] += 1 }
        if json {
            try Terminal.print(json: counts)
        } else {
            for (kind, count) in counts.sorted(by: { $0.key < $1.key }) { Terminal.print("\(count) \(kind)") }
            Terminal.print(dryRun ? "nothing was posted: this was a dry run" : "posted: \(offers.records.count)")
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

    /// What the desks would refuse is said here, where its line is known.
    private func faults(of offers: OfferFile) -> [(Int, String)] {
        let now = Instant.now
        return zip(offers.records, offers.lines).compactMap { record, line in
            (record.body.offerFault(now: now) ?? unknownPlace(record.body)).map { (line, "line \(line): \($0)") }
        }
    }
}
