import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Intake

/// The first run's samples: offers at once, then alerts one after the other, and an operator who verifies most lots.
///
/// `@unchecked Sendable`: only the thread of its one service touches what can change.
final class SampleRun: @unchecked Sendable {
    private static let alertsPerSecond = 5.0

    private let opened: OpenedLog
    private let key: SenderKey
    /// Those of today that are not over yet: a live slot of this morning is none this evening.
    private let offers: [TimedRecord]
    private var alerts: [AlertLine]
    private var later: [TimedRecord]
    private var reading: JournalReading
    private var number = 0
    private var nextAlert = Date()
    private var toVerify: [(at: Date, lot: String)] = []

    /// The first run on a log that is empty; `nil` on one that is not, or where another process has it.
    ///
    /// Of several that begin at the same moment one gets it: whoever owns the first partition of `alerts` in a group of
    /// its own loads the offers and marks that in the same transaction, by a position.
    static func first(on opened: OpenedLog) throws -> SampleRun? {
        guard try opened.isEmpty() else { return nil }
        let samples = try SampleRun(opened)
        return try samples.loadOffers() ? samples : nil
    }

    private init(_ opened: OpenedLog) throws {
        self.opened = opened
        key = try SenderKey(besideLog: opened.secretsBase)
        let (file, errors) = SampleData.offers()
        guard errors.isEmpty else { throw CommandFailure("the sample offers do not read: \(errors[0])") }
        let now = Instant.now
        offers = file.shifted(toEpoch: .startOfToday).records.filter { $0.body.offerFault(now: now) == nil }
        alerts = try AlertLines.read(SampleData.alertLines).reversed()
        later = offers.filter { $0.at > now }.sorted { $0.at > $1.at }
        reading = try JournalReading(opened, from: .beginning)
    }

    var summary: String {
        var outlets: [String: Int] = [:]
        for record in offers { outlets["\(record.body.kind)", default: 0] += 1 }
        return "\(outlets["channelOffered"] ?? 0) channels, \(outlets["slotOffered"] ?? 0) live slots and "
            + "\(outlets["vehicleOffered"] ?? 0) vehicles loaded; \(alerts.count) sample alerts follow"
    }

    /// - Returns: whether it was this process that loaded them.
    private func loadOffers() throws -> Bool {
        let group = "\(opened.topology.prefix).samples"
        let session = try opened.log.join(
            GroupSettings(group: group, member: UUID().uuidString, inboxes: [opened.topology.name(of: .alerts): nil])
        )
        defer { session.leave() }
        let mark = opened.topology.partitions(of: .alerts)[0]
        // Waits for a process that has the partition until it is done, or was silent for too long.
        var owns = false
        while !owns {
            if case .assigned(let assigned) = try session.poll(timeoutMilliseconds: 1000) {
                owns = assigned.keys.contains(mark)
            }
        }
        if try opened.log.reader().positions(ofGroup: group).keys.contains(mark) { return false }
        let transaction = try session.beginTransaction()
        let now = Instant.now
        let posting = OfferPosting(topology: opened.topology, run: "samples")
        for post in posting.posts(of: offers.filter { $0.at <= now }, at: now) { try transaction.post(post) }
        try transaction.advance(mark, to: .zero)
        try transaction.commit()
        return true
    }

    func service() -> ThreadService { ThreadService("samples") { [self] in try step() } }

    private func step() throws -> Bool {
        let now = Date()
        if now >= nextAlert, let alert = alerts.popLast() {
            try post(alert.record(at: .now, key: key.key(of: alert.sender)))
            nextAlert = nextAlert.addingTimeInterval(1 / Self.alertsPerSecond)
        }
        while let record = later.last, record.at <= .now {
            later.removeLast()
            try post(record)
        }
        // Most samples are vouched for after some seconds, so that public outlets are seen at work, too.
        for fact in try reading.news() where fact.entry.event == "OPENED" && number % 5 != 0 {
            toVerify.append((now.addingTimeInterval(3), fact.entry.lot))
        }
        while let first = toVerify.first, first.at <= now {
            toVerify.removeFirst()
            var message = LotVerified()
            message.lot = first.lot
            message.by = "sample operator"
            message.why = "sample data"
            try post(TimedRecord(at: .now, topic: .lots, key: first.lot, body: .lotVerified(message)))
        }
        Thread.sleep(forTimeInterval: 0.05)
        return !(alerts.isEmpty && later.isEmpty && toVerify.isEmpty)
    }

    private func post(_ record: TimedRecord) throws {
        number += 1
        let posts = opened.topology.posts(of: record, id: "samples/\(number)", source: "greenchannel/samples")
        try opened.log.append(posts)
    }
}
