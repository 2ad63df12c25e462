import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// A day that was never recorded: alerts and offers of files, as a rehearsal plays them.
struct RehearsalFiles {
    let records: [TimedRecord]
    let alerts: Int

    /// - Throws: `CommandFailure` where a file cannot be read; what is wrong in it is told.
    init(alerts path: String, offers: String, seed: UInt64) throws {
        let (offerFile, errors) = OfferFile.read(try InputFile.read(offers, bytesMax: 1 << 30))
        for error in errors.prefix(20) { Terminal.error("\(error)") }
        guard errors.isEmpty else { throw CommandFailure("\(errors.count) lines of \(offers) are wrong") }
        let lines = try AlertLines.read(file: path)
        // Keys only have to be the same in every run of the same seed.
        let key = SenderKey(secret: Data("rehearsal \(seed)".utf8))
        let start = offerFile.epoch ?? offerFile.records.map(\.at).min() ?? Instant(milliseconds: 0)
        records = offerFile.records + lines.map { $0.record(at: $0.at ?? start, key: key.key(of: $0.sender)) }
        alerts = lines.count
    }

    /// Plays them to their end on a throw-away log.
    func play(_ channel: ChannelApplication, seed: UInt64) throws -> any EventLog {
        var rehearsal = try Rehearsal(channel, settings: .init(seed: seed))
        try rehearsal.run(records) { progress in
            Terminal.progress(
                "\(progress.alertsDone) of \(progress.alerts) alerts, \(progress.now.iso8601(utcOffsetMinutes: 480))"
            )
        }
        Terminal.endProgress()
        return rehearsal.log
    }
}
