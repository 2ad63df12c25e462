/// The names of the runtime's metrics, declared once. Each has the dimension `lane`, the member's name in the group.
public enum StreamMetrics {
    public static let dimension = "lane"

    /// Inbox records whose effects were committed.
    public static let records = "greenchannel_records_total"
    /// Timers posted.
    public static let timers = "greenchannel_timers_total"
    /// Records posted, timers and dead letters included.
    public static let posts = "greenchannel_posts_total"
    public static let postBytes = "greenchannel_post_bytes_total"
    public static let deadLetters = "greenchannel_dead_letters_total"
    public static let ledgerChanges = "greenchannel_ledger_changes_total"
    public static let commits = "greenchannel_commits_total"
    /// Failures that a lane overcame by itself; also by `code`.
    public static let recoveries = "greenchannel_recoveries_total"
    public static let code = "code"
    /// Partitions at work in a lane.
    public static let partitions = "greenchannel_partitions"
    /// Ledger entries read by restores.
    public static let restoredEntries = "greenchannel_restored_entries_total"
}
