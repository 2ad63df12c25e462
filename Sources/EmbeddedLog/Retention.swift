import EventLog
import GRDB

/// Drops old batches, whole ones and a few at a time, so that no commit waits long for it. Pages that come free are used
/// again by later batches, so the file stays about as large as it once was.
///
/// `@unchecked Sendable`: used by whoever has the writer's turn only.
final class Retention: @unchecked Sendable {
    /// How much is dropped within one transaction.
    private static let batchesPerRun = 256
    private static let commitsBetweenRuns = 1000
    private static let millisecondsBetweenRuns: Int64 = 10_000

    private let now: @Sendable () -> Timestamp
    private var commitsSinceRun = 0
    private var lastRun = Timestamp.distantPast
    private var hasMore = false

    init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// To be called once in each transaction of the writer, at its end. Does nothing where nothing is written anyway.
    func runIfDue(_ scope: WriteScope) throws {
        guard scope.writes > 0 else { return }
        commitsSinceRun += 1
        let time = now()
        let isDue =
            hasMore || commitsSinceRun >= Self.commitsBetweenRuns || time < lastRun
            || time > lastRun.advanced(byMilliseconds: Self.millisecondsBetweenRuns)
        guard isDue else { return }
        commitsSinceRun = 0
        lastRun = time
        hasMore = try run(scope)
    }

    /// - Returns: whether there is more to drop.
    func run(_ scope: WriteScope) throws -> Bool {
        let time = now()
        var budget = Self.batchesPerRun
        for topic in scope.view.topics.values.sorted(by: { $0.id < $1.id }) {
            guard case .delete(let age, let bytes) = topic.settings.cleanup, age != nil || bytes != nil else {
                continue
            }
            let limit = age.map { time.advanced(byMilliseconds: -max($0, 0)) }
            for number in 0..<Int64(topic.settings.partitionCount) {
                let partition = topic.firstPartitionID + number
                if !(try drop(from: partition, latestBefore: limit, bytesMax: bytes, &budget, scope)) { return true }
            }
        }
        return false
    }

    /// - Returns: whether the partition was finished with.
    private func drop(
        from partition: Int64,
        latestBefore limit: Timestamp?,
        bytesMax: Int64?,
        _ budget: inout Int,
        _ scope: WriteScope
    ) throws -> Bool {
        var head = scope.view.head(partition)
        let oldest = try scope.db.cachedStatement(
            sql: """
                SELECT id, record_count, latest, length(body) FROM batches
                WHERE id >= ? AND id < ? ORDER BY id LIMIT 1
                """
        )
        while head.first < head.end {
            let low = BatchKey.key(partition: partition, base: .zero)
            let high = BatchKey.key(partition: partition, base: head.end)
            guard let row = try Row.fetchOne(oldest, arguments: [low, high]) else { break }
            let (id, count, latest, length): (Int64, Int64, Int64, Int64) = (row[0], row[1], row[2], row[3])
            let isTooOld = limit.map { latest < $0.milliseconds } ?? false
            let isTooMuch = bytesMax.map { head.keptBytes - length >= max($0, 0) } ?? false
            guard isTooOld || isTooMuch else { return true }
            guard budget > 0 else { return false }
            budget -= 1
            try scope.execute("DELETE FROM batches WHERE id = ?", [id])
            head.first = Offset(BatchKey.base(of: id).rawValue + count)
            head.keptBytes -= length
            try scope.setHead(head, of: partition)
        }
        return true
    }
}
