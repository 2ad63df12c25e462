import Foundation
import Streams
import Synchronization

/// How far the copying has come, and since when: from the first record that was read to the last commit.
final class CopyProgress: Sendable {
    private let count: Int
    private let tally = CommitTally()
    private let hasBegun = Atomic<Bool>(false)
    private let span = Mutex<(began: ContinuousClock.Instant?, ended: ContinuousClock.Instant?)>((nil, nil))

    init(count: Int) { self.count = count }

    /// Before each record; only the first is looked at.
    func noteRead() {
        if hasBegun.load(ordering: .relaxed) || hasBegun.exchange(true, ordering: .relaxed) { return }
        span.withLock { $0.began = .now }
    }

    /// - Returns: whether that was all.
    func note(_ commit: LaneCommit) -> Bool {
        let isAll = tally.note(commit).records >= count
        span.withLock { $0.ended = .now }
        return isAll
    }

    /// In the words of the C loop.
    func line(fanout: Int) throws -> String {
        let total = tally.total
        guard let began = span.withLock({ $0.began }), let ended = span.withLock({ $0.ended }), total.records >= count
        else {
            throw BenchmarkFailure("only \(total.records) of \(count) records were copied")
        }
        guard total.posts == total.records * fanout else {
            throw BenchmarkFailure("\(total.posts) posts of \(total.records) records at fan-out \(fanout)")
        }
        let seconds = began.duration(to: ended) / .seconds(1)
        return String(
            format: "%ld in, %ld out, %.3f s, %.0f in/s, %ld transactions",
            total.records,
            total.posts,
            seconds,
            Double(total.records) / seconds,
            total.transactions
        )
    }
}
