/// A member's seat in a group of a `MemoryLog`.
final class MemoryLogSession: GroupSession {
    private enum Phase {
        case seated
        case fenced
        case left
    }

    private let log: MemoryLog
    private let group: MemoryLog.Group
    private let settings: GroupSettings
    private var phase = Phase.seated
    private var seat: GroupSeat<MemoryPartition>
    /// Weak: a worker that crashed in a test drops both, and they hold each other.
    private weak var openTransaction: MemoryLogTransaction?
    /// What a fault threw at a call that cannot fail.
    private var heldBackFault: LogError?

    init(log: MemoryLog, group: MemoryLog.Group, settings: GroupSettings, epoch: Int64) {
        self.log = log
        self.group = group
        self.settings = settings
        seat = GroupSeat(epoch: epoch)
    }

    func poll(timeoutMilliseconds: Int) throws(LogError) -> GroupEvent {
        try step(.poll) { () throws(LogError) in
            let countdown = Countdown(milliseconds: timeoutMilliseconds)
            letGo()
            while true {
                if let event = try nextEvent() { return event }
                let left = countdown.millisecondsLeft
                if left == 0 { return .idle }
                // In slices, as the injected clock cannot wake anybody when it makes another member too late.
                log.monitor.wait(milliseconds: min(left, 100))
                try log.checkOpen()
            }
        }
    }

    private func letGo() {
        guard !seat.lettingGo.isEmpty else { return }
        openTransaction?.doom(touching: seat.lettingGo)
        seat.letGo(in: &group.membership)
        log.monitor.wakeAll()
    }

    private func nextEvent() throws(LogError) -> GroupEvent? {
        let now = log.now()
        let hasNews = seat.seenGeneration != group.membership.generation
        if hasNews || group.membership.hasSilentMember(besides: seat.epoch, at: now), let event = try look(at: now) {
            return event
        }
        group.membership.see(seat.epoch, at: now)
        let batchBytesMax = settings.batchBytesMax
        let batch = seat.nextBatch { fetch in
            guard let records = fetch.source.read(from: fetch.position, bytesMax: batchBytesMax),
                let last = records.last
            else { return nil }
            fetch.position = last.offset.next
            return RecordBatch(source: fetch.partition, records: Array(records))
        }
        return batch.map { .batch($0) }
    }

    private func look(at now: Timestamp) throws(LogError) -> GroupEvent? {
        let news = seat.look(at: &group.membership, as: settings, now: now, partitionCount: log.partitionCount)
        log.monitor.wakeAll()
        switch news {
        case .nothing: return nil
        case .revoked(let asked): return .revoked(asked)
        case .lost(let held): return .lost(held)
        case .fenced(let held):
            phase = .fenced
            if held.isEmpty { throw .fenced(settings) }
            return .lost(held)
        case .taken(let taken):
            var assigned: [TopicPartition: Offset] = [:]
            for name in taken {
                let partition = try log.partition(name)
                let position = committedPosition(of: partition)
                seat.add(name, source: partition, position: position)
                assigned[name] = position
            }
            return .assigned(assigned)
        }
    }

    /// A group that never committed begins with the first record kept.
    private func committedPosition(of partition: MemoryPartition) -> Offset {
        max(group.positions[partition.name] ?? .zero, partition.beginning)
    }

    func beginTransaction() throws(LogError) -> any LogTransaction {
        try step(.begin) { () throws(LogError) in
            guard openTransaction == nil else {
                throw LogError(.stop, "Member \(settings.member) began a transaction while one was open")
            }
            let transaction = MemoryLogTransaction(log: log, session: self, settings: settings, epoch: seat.epoch)
            openTransaction = transaction
            return transaction
        }
    }

    func transactionEnded() { openTransaction = nil }

    func restoreLedger(
        of inbox: TopicPartition,
        _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void
    ) throws {
        let ledger = try step(.restore) { () throws(LogError) in
            let ledger = try log.partition(try settings.ledger(of: inbox))
            guard seat.holds(inbox), group.membership.owns(inbox, epoch: seat.epoch) else {
                throw .notOwned(inbox, by: settings.member)
            }
            return ledger.ledger
        }
        try ledger.visit(visit)
    }

    func rewind() throws(LogError) {
        try step(.rewind) { () throws(LogError) in
            seat.rewind { $0.position = committedPosition(of: $0.source) }
        }
    }

    func pause(_ partitions: Set<TopicPartition>) { seat.setPaused(partitions, true) }

    func resume(_ partitions: Set<TopicPartition>) { seat.setPaused(partitions, false) }

    func leave() {
        guard phase != .left else { return }
        holdBack { () throws(LogError) in try log.faults?.before(.leave, member: settings.member) }
        openTransaction?.abort()
        phase = .left
        log.monitor.locked {
            group.membership.leave(seat.epoch, partitionCount: log.partitionCount)
            seat.drop()
            log.monitor.wakeAll()
        }
        holdBack { () throws(LogError) in try log.faults?.after(.leave, member: settings.member) }
    }

    /// One call of this session or its transaction: faults outside the lock, the work inside.
    func step<Result>(_ step: LogStep, _ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        if let fault = heldBackFault {
            heldBackFault = nil
            throw fault
        }
        try log.faults?.before(step, member: settings.member)
        let result = try log.locked { () throws(LogError) in
            switch phase {
            case .seated: break
            case .fenced: if step == .poll { throw .fenced(settings) }
            case .left: throw .sessionLeft(by: settings.member)
            }
            return try body()
        }
        try log.faults?.after(step, member: settings.member)
        return result
    }

    /// Keeps what a fault throws for the session's next call.
    func holdBack(_ fault: () throws(LogError) -> Void) {
        do { try fault() } catch { heldBackFault = heldBackFault ?? error }
    }
}
