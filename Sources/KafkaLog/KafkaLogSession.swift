import EventLog

/// A member's seat in a group of a `KafkaLog`: one consumer, and one transactional producer of the same name.
///
/// - A member that is silent for the session time-out loses its partitions: to librdkafka polling is a sign of life,
///   whether the process is stopped or only this thread.
/// - One of the same name fences it with the next transaction (with static membership at once).
/// - A producer that dies of an error is made anew by the next transaction; what it had open is aborted by that.
final class KafkaLogSession: GroupSession {
    private enum Phase {
        case seated
        /// Its name belongs to someone else, as it seems; what it lost by that is told by the next poll.
        case fenced(untold: Set<TopicPartition>)
        case left
    }

    let log: KafkaLog
    let settings: GroupSettings
    let producer: TransactionalProducer
    private let consumer: GroupConsumer
    private var phase = Phase.seated
    private var seat = GroupSeat<PartitionFeed>(epoch: 0)
    /// Told by the group and not taken yet, as the committed positions are still to be read.
    private var offered: [TopicPartition]?
    /// Weak: a worker that crashed in a test drops both, and they hold each other.
    private weak var openTransaction: KafkaLogTransaction?
    private var buffer = RecordBuffer()
    /// Where posts go.
    let destinations: PostDestinations

    /// The longest wait for the broker within one poll. What is not answered by then is asked again with the next.
    private static let answerMillisecondsMax = 1_000

    init(log: KafkaLog, settings: GroupSettings) throws(LogError) {
        self.log = log
        self.settings = settings
        destinations = PostDestinations(log.catalogue)
        let timeout = try log.settings.transactionTimeoutMilliseconds(
            sessionTimeoutMilliseconds: settings.sessionTimeoutMilliseconds
        )
        producer = TransactionalProducer(
            id: "\(settings.group)/\(settings.member)",
            settings: log.settings,
            timeoutMilliseconds: timeout,
            log.diagnostics
        )
        // First the producer: what a predecessor of this name left open is ended before its partitions are read.
        do {
            try producer.prepare()
            consumer = try GroupConsumer(settings, log.settings, log.diagnostics)
        } catch {
            producer.close()
            throw error
        }
    }

    deinit {
        seat.drop()
        consumer.close()
        producer.close()
    }

    // MARK: Polling

    func poll(timeoutMilliseconds: Int) throws(LogError) -> GroupEvent {
        if case .fenced(let untold) = phase, !untold.isEmpty {
            phase = .fenced(untold: [])
            return .lost(untold)
        }
        try checkSeated()
        letGo()
        let countdown = Countdown(milliseconds: timeoutMilliseconds)
        while true {
            if let event = try nextEvent() { return event }
            if let batch = try nextBatch() { return .batch(batch) }
            let left = countdown.millisecondsLeft
            if left == 0 { return .idle }
            // What ran dry while it was plentiful may be a fetcher that rests.
            if let thirsty = seat.fetches.first(where: { !$0.isPaused && $0.source.takeThirst() }) {
                consumer.wakeFetcher(of: thirsty.partition)
            } else {
                consumer.wait(milliseconds: min(left, 100))
            }
        }
    }

    private func letGo() {
        guard !seat.lettingGo.isEmpty else { return }
        let released = seat.finishLettingGo()
        openTransaction?.doom(touching: released)
        consumer.release(released.sorted())
    }

    private func nextEvent() throws(LogError) -> GroupEvent? {
        if let news = consumer.news() {
            switch news {
            case .assigned(let partitions): offered = (offered ?? []) + partitions
            case .revoked(let partitions, let isLost):
                // A rebalance that was told before the membership ended still says that all is well.
                return try revoke(partitions, isLost: isLost || consumer.memberID == nil)
            case .failed(let fault): return try fail(fault)
            }
        }
        return try accept()
    }

    private func accept() throws(LogError) -> GroupEvent? {
        guard let offered else { return nil }
        let positions = try positions(of: offered)
        for feed in try consumer.accept(positions) {
            seat.add(feed.partition, source: feed, position: feed.position)
        }
        self.offered = nil
        return positions.isEmpty ? nil : .assigned(positions)
    }

    private func revoke(_ partitions: [TopicPartition], isLost: Bool) throws(LogError) -> GroupEvent? {
        // What was offered and never taken is not missed.
        offered = offered.map { $0.filter { !partitions.contains($0) } }
        if offered?.isEmpty == true { offered = nil }
        let held = seat.held.intersection(partitions)
        if isLost {
            // It may come back, unless it was silent because another has taken its place. Asked before it lets go, as
            // librdkafka joins again as soon as it has: a member of a static name would take that from its successor.
            if log.hasNamesake(settings, besides: consumer.knownMemberIDs) {
                // All of it, even where a cooperative assignor tells of a part first.
                let everything = beFenced()
                consumer.close()
                phase = .fenced(untold: [])
                if everything.isEmpty { throw .seemsFenced(settings, .rejoin) }
                return .lost(everything)
            }
            if held.isEmpty {
                consumer.release(partitions)
                return nil
            }
            seat.beginLettingGo(of: held)
            letGo()
            return .lost(held)
        }
        if held.isEmpty {
            consumer.release(partitions)
            return nil
        }
        seat.beginLettingGo(of: held)
        return .revoked(held)
    }

    private func fail(_ fault: KafkaFault) throws(LogError) -> GroupEvent? {
        switch fault.verdict {
        case .retry, .abort, .rejoin:
            // librdkafka goes on by itself; what was lost by it is told as a rebalance.
            log.diagnostics(5, "GROUP", "Group \(settings.group): \(fault.text) (\(fault.name))")
            return nil
        case .fenced:
            let held = beFenced()
            phase = .fenced(untold: [])
            if held.isEmpty { throw .seemsFenced(settings, .rejoin) }
            return .lost(held)
        case .rebuild, .stop: throw LogError(fault, "Group \(settings.group) failed member \(settings.member)")
        }
    }

    /// - Returns: what was held.
    @discardableResult
    private func beFenced() -> Set<TopicPartition> {
        let held = seat.held
        phase = .fenced(untold: held)
        openTransaction?.doom(touching: held)
        seat.drop()
        log.noteFenced(settings)
        return held
    }

    private func nextBatch() throws(LogError) -> RecordBatch? {
        let bytesMax = settings.batchBytesMax
        return try seat.nextBatch { fetch throws(LogError) in
            switch fetch.source.take(bytesMax: bytesMax, &buffer) {
            case .records(let records):
                fetch.position = fetch.source.position
                return RecordBatch(source: fetch.partition, records: records)
            case .nothing, .end: return nil
            case .failed(let fault):
                if fault.verdict == .retry { return nil }
                throw LogError(fault, "A partition could not be read", partition: fetch.partition)
            }
        }
    }

    // MARK: Positions

    func rewind() throws(LogError) {
        try checkSeated()
        let positions = try positions(of: seat.fetches.map(\.partition))
        try consumer.seek(positions, timeoutMilliseconds: log.settings.requestTimeoutMilliseconds)
        seat.rewind { fetch in
            guard let position = positions[fetch.partition] else { return }
            fetch.source.restart(at: position)
            fetch.position = position
        }
    }

    /// A group that never committed begins with the first record kept.
    private func positions(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Offset] {
        let wait = min(Self.answerMillisecondsMax, log.settings.requestTimeoutMilliseconds)
        var positions = try consumer.committed(partitions, timeoutMilliseconds: wait)
        for partition in partitions where positions[partition] == nil {
            positions[partition] = try consumer.watermarks(of: partition, timeoutMilliseconds: wait).lowerBound
        }
        return positions
    }

    func pause(_ partitions: Set<TopicPartition>) { seat.setPaused(partitions, true) }

    func resume(_ partitions: Set<TopicPartition>) { seat.setPaused(partitions, false) }

    // MARK: Ledgers

    func restoreLedger(
        of inbox: TopicPartition,
        _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void
    ) throws {
        try checkSeated()
        let ledger = try settings.ledger(of: inbox)
        guard seat.holds(inbox) else { throw LogError.notOwned(inbox, by: settings.member) }
        try log.ledgers.visit(ledger, patience: .untilEverythingIsDecided, keepingAlive: consumer.giveSignOfLife, visit)
    }

    // MARK: Transactions and the end

    func beginTransaction() throws(LogError) -> any LogTransaction {
        try checkSeated()
        guard openTransaction == nil else {
            throw LogError(.stop, "Member \(settings.member) began a transaction while one was open")
        }
        try producer.begin()
        let transaction = KafkaLogTransaction(session: self)
        openTransaction = transaction
        return transaction
    }

    func transactionEnded() { openTransaction = nil }

    func holds(_ partition: TopicPartition) -> Bool { seat.holds(partition) }

    /// Ends the producer's transaction with these positions in it.
    func commit(_ positions: [TopicPartition: Offset]) throws(LogError) {
        producer.hurry()
        if !positions.isEmpty { try producer.send(positions, of: consumer) }
        try producer.commit()
    }

    /// The broker refused this member's producer: either someone else has its name, or it was silent for too long.
    func producerWasFenced() {
        if case .seated = phase, log.hasNamesake(settings, besides: consumer.knownMemberIDs) { beFenced() }
    }

    private func checkSeated() throws(LogError) {
        switch phase {
        case .seated: try log.checkOpen()
        case .fenced: throw .seemsFenced(settings, .rejoin)
        case .left: throw .sessionLeft(by: settings.member)
        }
    }

    func limitWaits(milliseconds: Int) { producer.waits = Waits(limit: milliseconds) }

    func leave() {
        if case .left = phase { return }
        openTransaction?.abort()
        phase = .left
        seat.drop()
        consumer.close(within: producer.waits.milliseconds(upTo: GroupConsumer.closeMilliseconds))
        producer.close()
    }
}
