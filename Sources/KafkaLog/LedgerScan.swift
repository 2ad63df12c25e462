import EventLog

/// Reads a partition of a compacted topic from its beginning to where its end was when the reading began.
///
/// The end is that of all records, open transactions included: what a predecessor has committed may stand behind a
/// transaction that another predecessor died in, so reading stops only when everything up to there is decided.
struct LedgerScan {
    enum Patience {
        /// For who is to go on from here: fails where the end cannot be reached.
        case untilEverythingIsDecided
        /// For who only looks: what is decided after a while is enough.
        case forAWhile
    }

    let pool: ScannerPool
    let admin: KafkaAdmin

    /// Without any progress for so long, something is wrong with the broker.
    private static let progressMilliseconds = 60_000
    private static let whileMilliseconds = 2_000
    private static let batchBytesMax = 1 << 20

    /// - Parameter keepingAlive: called several times a second.
    func visit(
        _ partition: TopicPartition,
        patience: Patience,
        keepingAlive: () -> Void = {},
        _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void
    ) throws {
        try read(partition, patience, keepingAlive).visit(visit)
    }

    private func read(
        _ partition: TopicPartition,
        _ patience: Patience,
        _ keepingAlive: () -> Void
    ) throws(LogError) -> MemoryLedger {
        var ledger = MemoryLedger()
        let bounds = try admin.watermarks(of: partition)
        if bounds.isEmpty { return ledger }
        let scanner = try pool.take()
        defer { pool.giveBack(scanner) }
        let scan = try PartitionScan(partition, from: bounds.lowerBound, with: scanner.client, scanner.wakeUp)
        let limit = patience == .forAWhile ? Self.whileMilliseconds : Self.progressMilliseconds
        var countdown = Countdown(milliseconds: limit)
        while scan.position < bounds.upperBound {
            keepingAlive()
            switch try scan.step(bytesMax: Self.batchBytesMax) {
            case .records(let records):
                for record in records where record.offset < bounds.upperBound {
                    guard let key = record.key else { continue }
                    // Copied, so that one live entry does not keep a whole batch in memory.
                    ledger.set(Array(key)[...], record.value.map { Array($0)[...] })
                }
                countdown = Countdown(milliseconds: limit)
            case .end(let offset):
                // Behind the last record there may be nothing but the marks of transactions.
                if offset >= bounds.upperBound { return ledger }
            case .nothing:
                if countdown.millisecondsLeft == 0 {
                    if patience == .forAWhile { return ledger }
                    throw LogError(
                        .retry,
                        "A ledger could be read up to \(scan.position) only, not to its end at \(bounds.upperBound)",
                        partition: partition
                    )
                }
                scanner.wakeUp.wait(milliseconds: 100)
            }
        }
        return ledger
    }
}
