import GreenChannelModel
import Intake

/// One message as it is being heard: its words, who says it from where, and the record that it came in.
struct Hearing {
    var alert: UnsoldAlert
    var text: String
    var record: InboxRecord
    var county: Adcode?

    init(alert: UnsoldAlert, text: String, record: InboxRecord) {
        self.alert = alert
        self.text = text
        self.record = record
    }

    /// Heard at its own time, not the desk's: "tomorrow" is the sender's tomorrow.
    var message: Message { Message(text: text, received: record.timestamp, senderCounty: county) }

    var newCase: String { CaseNumber(partition: record.partition, offset: record.offset).description }

    var language: MessageLanguage { text.utf8.allSatisfy { $0 < 0x80 } && text.utf8.count > 2 ? .en : .zh }

    /// FNV-1a over the words without white space, http://www.isthe.com/chongo/tech/comp/fnv/: only ever compared with
    /// hashes of the same sender's other messages.
    var textHash: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 where byte > 0x20 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }

    func draft(case caseNumber: String) -> Draft {
        var draft = Draft()
        draft.lot = caseNumber
        draft.text = text
        draft.received = record.timestamp.milliseconds
        draft.textHash = textHash
        draft.alert = alert
        return draft
    }

    /// What the draft's sender said first, as it was heard then.
    func message(of draft: Draft) -> Message {
        Message(text: draft.text, received: Instant(milliseconds: draft.received), senderCounty: county)
    }
}
