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
}
