import Desks
import EventLog
import GreenChannelModel
import Intake
import Streams

/// Shows an edited alert to an Intake desk that knows nobody, to see whether the edit helps.
enum EditTrial {
    /// Made once: its tables take longer to build than thousands of alerts to read.
    private static let parser = MessageParser()

    /// Why the desk would not take it after all; `nil`: it would, or it would ask something else than before.
    static func fault(of body: RecordBody, _ record: SelectedRecord) -> String? {
        var desk = IntakeDesk(parser: parser)
        var outbox = Outbox()
        let time = Instant(milliseconds: record.timestamp.milliseconds)
        desk.decide(
            InboxRecord(
                partition: 0,
                offset: 0,
                now: time,
                timestamp: time,
                key: record.record.key.map { String(decoding: $0, as: UTF8.self) } ?? "",
                body: body
            ),
            &outbox
        )
        if let refusal = outbox.refusal {
            return "the desk would refuse it again (\(refusal.reason)): \(refusal.detail)"
        }
        guard let reason = record.envelope?.reason else { return nil }
        for posting in outbox.postings {
            guard case .journalEntry(let fact) = posting.body,
                fact.reason.split(separator: ",").contains(where: { $0 == reason })
            else { continue }
            return "the desk would still answer \(reason): free words are changed with --set text=… or --map-crop"
        }
        return nil
    }
}
