import EventLog

/// Reads a `KafkaLog` by position. It keeps fetching what it was asked for last, so that reading on costs no question.
final class KafkaLogReader: LogReader {
    private let log: KafkaLog
    private var scanner: ScannerPool.Scanner?
    private var inquirer: ScannerPool.Scanner?
    private var scans: [TopicPartition: PartitionScan] = [:]
    /// How far each scan has seen that everything was read.
    private var ends: [TopicPartition: Offset] = [:]

    /// How long a read waits for transactions that stand in its way: they end within a commit interval, as a rule.
    private static let openTransactionMilliseconds = 250
    /// In records: as many take as long as going to another position.
    private static let reach: Int64 = 10_000

    init(log: KafkaLog) { self.log = log }

    deinit {
        scans = [:]
        if let scanner { log.scanners.giveBack(scanner) }
        if let inquirer { log.committedInquirers.giveBack(inquirer) }
    }

    func bounds(of partition: TopicPartition) throws(LogError) -> Range<Offset> {
        try log.catalogue.checkRecords(partition)
        return try inquirerClient().client.watermarks(
            of: partition,
            timeoutMilliseconds: log.settings.requestTimeoutMilliseconds
        )
    }

    func read(_ partition: TopicPartition, from position: Offset, bytesMax: Int) throws(LogError) -> RecordBatch {
        try log.catalogue.checkRecords(partition)
        let records = try records(of: partition, from: position, bytesMax: bytesMax)
        return RecordBatch(source: partition, records: records)
    }

    private func records(of partition: TopicPartition, from position: Offset, bytesMax: Int) throws(LogError)
        -> [Record]
    {
        let scanner = try scannerClient()
        if let scan = scans[partition], isInReach(position, of: scan) {
            if case .records(let records) = try step(scan, partition, from: position, bytesMax) { return records }
        }
        // Where it was not prefetched, the end says whether there is anything to wait for.
        let bounds = try log.admin.watermarks(of: partition)
        let start = max(position, bounds.lowerBound)
        if start >= bounds.upperBound { return [] }
        let scan = try scan(of: partition, from: start, scanner)
        var countdown = Countdown(milliseconds: log.settings.requestTimeoutMilliseconds)
        var isAtOpenTransaction = false
        while true {
            switch try step(scan, partition, from: start, bytesMax) {
            case .records(let records): return records
            case .end(let offset):
                if offset >= bounds.upperBound { return [] }
                if !isAtOpenTransaction { countdown = Countdown(milliseconds: Self.openTransactionMilliseconds) }
                isAtOpenTransaction = true
            case .nothing:
                if let end = ends[partition], end >= bounds.upperBound { return [] }
                if countdown.millisecondsLeft > 0 {
                    scanner.wakeUp.wait(milliseconds: min(100, countdown.millisecondsLeft))
                } else if isAtOpenTransaction || ends[partition] == scan.position {
                    return []
                } else {
                    throw LogError(.retry, "The broker sent nothing in time from \(start) on", partition: partition)
                }
            }
        }
    }

    /// Passes over records before the position.
    private func step(
        _ scan: PartitionScan,
        _ partition: TopicPartition,
        from position: Offset,
        _ bytesMax: Int
    ) throws(LogError) -> PartitionScan.Step {
        while true {
            let step = try scan.step(bytesMax: bytesMax)
            switch step {
            case .records(let records):
                guard let first = records.first, first.offset < position else { return step }
                let rest = records.drop { $0.offset < position }
                if !rest.isEmpty { return .records(Array(rest)) }
            case .nothing: return step
            case .end(let offset):
                ends[partition] = offset
                return step
            }
        }
    }

    /// Whether reading on is no slower than going there, which takes two questions and what was prefetched.
    private func isInReach(_ position: Offset, of scan: PartitionScan) -> Bool {
        scan.position <= position && position.rawValue - scan.position.rawValue <= Self.reach
    }

    private func scan(of partition: TopicPartition, from start: Offset, _ scanner: ScannerPool.Scanner) throws(LogError)
        -> PartitionScan
    {
        // A scan's position stands before marks of transactions that it has passed already.
        if let scan = scans[partition], isInReach(start, of: scan) || isPassed(partition, scan.position, start) {
            return scan
        }
        scans[partition] = nil
        ends[partition] = nil
        let scan = try PartitionScan(partition, from: start, with: scanner.client, scanner.wakeUp)
        scans[partition] = scan
        return scan
    }

    private func isPassed(_ partition: TopicPartition, _ position: Offset, _ start: Offset) -> Bool {
        guard let end = ends[partition] else { return false }
        return position <= start && start <= end
    }

    func positions(ofGroup group: String) throws(LogError) -> [TopicPartition: Offset] {
        var inquiry = GroupInquiry(group, timeoutMilliseconds: log.settings.requestTimeoutMilliseconds)
        while true {
            switch inquiry.ask(try inquirerClient().client) {
            case .positions(let positions): return positions
            case .notYet: continue
            case .coordinatorMoved:
                dropInquirer()
                Pause.milliseconds(50)
            case .failed(let error):
                dropInquirer()
                throw error
            }
        }
    }

    private func dropInquirer() {
        inquirer?.client.close()
        inquirer = nil
    }

    func ledger(_ partition: TopicPartition, _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void) throws {
        guard try log.catalogue.settings(of: partition.topic).cleanup.isCompact else {
            throw LogError.notCompacted(partition.topic)
        }
        try log.catalogue.check(partition)
        try log.ledgers.visit(partition, patience: .forAWhile, visit)
    }

    private func inquirerClient() throws(LogError) -> ScannerPool.Scanner {
        try log.checkOpen()
        if let inquirer { return inquirer }
        let taken = try log.committedInquirers.take()
        inquirer = taken
        return taken
    }

    private func scannerClient() throws(LogError) -> ScannerPool.Scanner {
        try log.checkOpen()
        if let scanner { return scanner }
        let taken = try log.scanners.take()
        scanner = taken
        return taken
    }
}
