/// The topics of the channel, by the name that follows the prefix.
public enum Topic: String, Sendable, CaseIterable {
    case alerts
    case lots
    case promotion
    case broadcast
    case dispatch
    case journal
    case notices
    case deadLetters = "dead-letters"
    /// What each worker says of itself, for `status`: no desk reads it.
    case workers
    /// Dead letters that were sent again too often: only an operator takes them up.
    case parked
    /// Every replay: who, why, what, how many. One partition, and the seat of whoever replays.
    case replays
}
