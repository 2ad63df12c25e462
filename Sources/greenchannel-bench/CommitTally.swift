import Streams
import Synchronization

/// What the lanes of one process have committed so far.
final class CommitTally: Sendable {
    struct Total {
        var records = 0
        var posts = 0
        var transactions = 0
    }

    private let sum = Mutex(Total())

    /// - Returns: the sum, this commit included.
    @discardableResult
    func note(_ commit: LaneCommit) -> Total {
        sum.withLock {
            $0.records += commit.records
            $0.posts += commit.posts
            $0.transactions += 1
            return $0
        }
    }

    var total: Total { sum.withLock { $0 } }
}
