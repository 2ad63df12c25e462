/// The runtime's metrics, declared once: name, what it counts, and by what it is told apart.
///
/// Names end in their unit. Every metric is told apart by `lane`, the member's name in the group, where nothing else is said.
public enum StreamMetrics {
    public static let lane = "lane"
    public static let code = "code"
    public static let desk = "desk"
    public static let partition = "partition"

    public static let records = Declaration(
        "greenchannel_records_total",
        "Inbox records whose effects were committed."
    )
    public static let timers = Declaration("greenchannel_timers_total", "Timers posted.")
    public static let posts = Declaration(
        "greenchannel_posts_total",
        "Records posted, timers and dead letters included."
    )
    public static let postBytes = Declaration(
        "greenchannel_post_bytes_total",
        "Bytes of keys, values and headers posted."
    )
    public static let deadLetters = Declaration(
        "greenchannel_dead_letters_total",
        "Records sent to dead letters, by reason code."
    )
    public static let ledgerChanges = Declaration(
        "greenchannel_ledger_changes_total",
        "Ledger entries put or removed, each once a transaction."
    )
    public static let commits = Declaration("greenchannel_transactions_total", "Transactions committed.")
    public static let aborts = Declaration(
        "greenchannel_transactions_aborted_total",
        "Transactions given up, whose records were or will be taken again."
    )
    public static let recoveries = Declaration(
        "greenchannel_recoveries_total",
        "Failures that a lane overcame by itself, by what it had to do."
    )
    public static let commitDuration = Declaration(
        "greenchannel_commit_duration_seconds",
        "From the staging of a transaction until it was durable."
    )
    public static let restoreDuration = Declaration(
        "greenchannel_restore_duration_seconds",
        "Reading one partition's ledger into memory."
    )
    public static let restoredEntries = Declaration(
        "greenchannel_restored_entries_total",
        "Ledger entries read by restores."
    )
    public static let lastCommit = Declaration(
        "greenchannel_last_commit_timestamp_seconds",
        "When a lane's last transaction took effect, in seconds since 1970; 0: none yet."
    )
    public static let partitions = Declaration(
        "greenchannel_partitions",
        "Inbox partitions at work here: restored and running."
    )
    public static let restoring = Declaration(
        "greenchannel_restores_under_way",
        "Inbox partitions assigned here whose ledger is still being read."
    )
    public static let task = Declaration(
        "greenchannel_task",
        "1 for each inbox partition that this process owns, by desk, partition and lane."
    )
    public static let lagRecords = Declaration(
        "greenchannel_inbox_lag_records",
        "Records of an owned inbox partition not taken yet, by desk and partition."
    )
    public static let lagSeconds = Declaration(
        "greenchannel_inbox_lag_seconds",
        "Age of the oldest record of an owned inbox partition not taken yet, by desk and partition."
    )
    public static let openLots = Declaration(
        "greenchannel_open_lots",
        "Lots not at their end, by partition of the Lot desk."
    )
    public static let pendingBids = Declaration(
        "greenchannel_pending_bids",
        "Bids that wait for an answer, by desk and partition."
    )
    public static let oldestPendingBid = Declaration(
        "greenchannel_oldest_pending_bid_seconds",
        "How long the oldest bid without an answer has waited, by desk and partition; 0: none waits."
    )
    public static let ready = Declaration(
        "greenchannel_ready",
        "1 when all lanes have joined and all restores are done."
    )

    /// In the order in which they are described.
    public static let all = [
        records, timers, posts, postBytes, deadLetters, ledgerChanges, commits, aborts, recoveries, commitDuration,
        restoreDuration, restoredEntries, lastCommit, partitions, restoring, task, lagRecords, lagSeconds, openLots,
        pendingBids, oldestPendingBid, ready,
    ]

    public struct Declaration: Sendable {
        public let name: String
        /// For a person, one sentence.
        public let help: String

        init(_ name: String, _ help: String) {
            self.name = name
            self.help = help
        }
    }
}
