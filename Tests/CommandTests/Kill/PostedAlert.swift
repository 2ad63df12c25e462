import EventLog
import GreenChannelModel

/// An alert that a test has posted, where it stands, and what must become of it.
struct PostedAlert {
    enum Fate: Equatable {
        /// A lot under this alert's own number.
        case lot
        /// A question under this alert's own number, and no lot.
        case question
        /// A refusal that the sender is told, and a dead letter.
        case refusal
        /// A dead letter and nothing else.
        case deadLetter
        /// The number of the earlier case that it repeats.
        case repetition(of: String)
    }

    var partition: Partition
    var offset: Offset
    var fate: Fate

    var caseNumber: String { CaseNumber(partition: partition.rawValue, offset: offset.rawValue).description }
    /// Where it stands, as notices name it.
    var place: String { "alerts/\(partition)/\(offset)" }
}

/// Something that a sender says, and what must become of it.
struct AlertText {
    var text: String
    var sender: String
    var fate: PostedAlert.Fate
}
