import EventLog

/// A member's seat in a group of an `EmbeddedLog`.
final class EmbeddedLogSession: GroupSession {
    /// Where the records of an assigned partition come from: batches decoded whole, handed out in parts.
    struct Source {
        let place: LogView.Place
        var buffer: [Record] = []
        var next = 0
    }

    private enum Phase {
        case seated
        case fenced
        case left
    }

    /// A poll that waits looks for what other processes wrote in spans that grow, as these cannot wake it.
    private static let waitMillisecondsMin = 2
    private static let waitMillisecondsMax = 16

    private let log: EmbeddedLog
    private let settings: GroupSettings
    private var phase = Phase.seated
    private var seat: GroupSeat<Source>
    private var lastHeartbeat: Timestamp
    /// Weak: a worker that crashed in a test drops both, and they hold each other.
    private weak var openTransaction: EmbeddedLogTransaction?
    /// What a fault threw at a call that cannot fail.
    private var heldBackFault: LogError?

    init(log: EmbeddedLog, settings: GroupSettings, epoch: Int64) {
        self.log = log
        self.settings = settings
        seat = GroupSeat(epoch: epoch)
        lastHeartbeat = log.now()
    }

    func poll(timeoutMilliseconds: Int) throws(LogError) -> GroupEvent {
        try step(.poll) { () throws(LogError) in
            let countdown = Countdown(milliseconds: timeoutMilliseconds)
            var wait = Self.waitMillisecondsMin
            while true {
                try log.observeIfDue()
                let (view, version) = try log.view()
                if try mustLook(view), let event = try look() { return event }
                if let batch = try nextBatch(view) { return .batch(batch) }
                let left = countdown.millisecondsLeft
                if left == 0 { return .idle }
                log.waitForCommit(after: version, milliseconds: min(left, wait))
                wait = min(wait * 2, Self.waitMillisecondsMax)
            }
        }
    }

    // MARK: Membership

    private func mustLook(_ view: LogView) throws(LogError) -> Bool {
        guard let membership = view.groups[settings.group]?.membership else { return true }
        if membership.generation != seat.seenGeneration || !seat.lettingGo.isEmpty { return true }
        let now = log.now()
        // A quarter of the time-out leaves room for slow disks and long batches.
        let due = lastHeartbeat.advanced(byMilliseconds: settings.sessionTimeoutMilliseconds / 4)
        return now > due || now < lastHeartbeat || membership.hasSilentMember(besides: seat.epoch, at: now)
    }

    /// One transaction that lets go, gives a sign of life and hears the news.
    private func look() throws(LogError) -> GroupEvent? {
        let settings = settings
        let before = seat
        let now = log.now()
        openTransaction?.doom(touching: before.lettingGo)
        let (seat, event) = try log.write { scope in
            var seat = before
            guard let group = scope.view.groups[settings.group] else {
                throw LogError(.stop, "Group \(settings.group) has vanished from the log file")
            }
            var membership = group.membership
            seat.letGo(in: &membership)
            let news = seat.look(at: &membership, as: settings, now: now, partitionCount: scope.view.partitionCount)
            let event = try Self.event(of: news, &seat, group, scope)
            try scope.store(membership, ofGroup: settings.group)
            return (seat, event)
        }
        self.seat = seat
        lastHeartbeat = now
        switch event {
        case .fenced(let held):
            phase = .fenced
            if held.isEmpty { throw .fenced(settings) }
            return .lost(held)
        case .event(let event): return event
        }
    }

    private enum LookOutcome {
        case event(GroupEvent?)
        case fenced(held: Set<TopicPartition>)
    }

    private static func event(
        of news: GroupNews,
        _ seat: inout GroupSeat<Source>,
        _ group: LogView.Group,
        _ scope: WriteScope
    ) throws -> LookOutcome {
        switch news {
        case .nothing: return .event(nil)
        case .revoked(let asked): return .event(.revoked(asked))
        case .lost(let held): return .event(.lost(held))
        case .fenced(let held): return .fenced(held: held)
        case .taken(let taken):
            var assigned: [TopicPartition: Offset] = [:]
            for name in taken {
                let place = try scope.view.place(name)
                let committed = try scope.position(of: place.id, group: group.id) ?? .zero
                let position = max(committed, scope.view.head(place.id).first)
                seat.add(name, source: Source(place: place), position: position)
                assigned[name] = position
            }
            return .event(.assigned(assigned))
        }
    }

    // MARK: Records

    private func nextBatch(_ view: LogView) throws(LogError) -> RecordBatch? {
        let bytesMax = settings.batchBytesMax
        return try seat.nextBatch { fetch throws(LogError) in
            if fetch.source.next >= fetch.source.buffer.count {
                let head = view.head(fetch.source.place.id)
                fetch.position = max(fetch.position, head.first)
                guard fetch.position < head.end else { return nil }
                fetch.source.next = 0
                fetch.source.buffer = try log.readers.records(
                    fetch.source.place,
                    from: fetch.position,
                    bytesMax: bytesMax,
                    path: log.path
                )
                if fetch.source.buffer.isEmpty { return nil }
            }
            let records = fetch.source.buffer.prefix(from: fetch.source.next, bytesMax: bytesMax)
            guard let last = records.last else { return nil }
            fetch.source.next += records.count
            fetch.position = last.offset.next
            if fetch.source.next == fetch.source.buffer.count {
                fetch.source.buffer = []
                fetch.source.next = 0
            }
            return RecordBatch(source: fetch.partition, records: records)
        }
    }

    func rewind() throws(LogError) {
        try step(.rewind) { () throws(LogError) in
            let (view, _) = try log.view()
            guard let group = view.groups[settings.group] else { return }
            var committed: [Int64: Offset] = [:]
            for (partition, position) in try log.readers.positions(ofGroup: group.id, path: log.path) {
                committed[partition] = position
            }
            seat.rewind { fetch in
                fetch.source.buffer = []
                fetch.source.next = 0
                let id = fetch.source.place.id
                fetch.position = max(committed[id] ?? .zero, view.head(id).first)
            }
        }
    }

    func pause(_ partitions: Set<TopicPartition>) { seat.setPaused(partitions, true) }

    func resume(_ partitions: Set<TopicPartition>) { seat.setPaused(partitions, false) }

    func restoreLedger(
        of inbox: TopicPartition,
        _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void
    ) throws {
        let ledger = try step(.restore) { () throws(LogError) in
            let (view, _) = try log.view()
            let ledger = try view.place(try settings.ledger(of: inbox))
            guard seat.holds(inbox), view.groups[settings.group]?.membership.owns(inbox, epoch: seat.epoch) == true
            else {
                throw .notOwned(inbox, by: settings.member)
            }
            return ledger
        }
        try log.readers.ledger(ledger.id, path: log.path, visit)
    }

    // MARK: Transactions and the end

    func beginTransaction() throws(LogError) -> any LogTransaction {
        try step(.begin) { () throws(LogError) in
            guard openTransaction == nil else {
                throw LogError(.stop, "Member \(settings.member) began a transaction while one was open")
            }
            let transaction = EmbeddedLogTransaction(log: log, session: self, settings: settings, epoch: seat.epoch)
            openTransaction = transaction
            return transaction
        }
    }

    func transactionEnded() { openTransaction = nil }

    func leave() {
        guard phase != .left else { return }
        holdBack { () throws(LogError) in try log.faults?.before(.leave, member: settings.member) }
        openTransaction?.abort()
        phase = .left
        let groupName = settings.group
        let epoch = seat.epoch
        seat.drop()
        // Where this fails, the group does without it: a member that is silent is expired.
        holdBack { () throws(LogError) in
            try log.write { scope in
                guard var membership = scope.view.groups[groupName]?.membership else { return }
                membership.leave(epoch, partitionCount: scope.view.partitionCount)
                try scope.store(membership, ofGroup: groupName)
            }
        }
        holdBack { () throws(LogError) in try log.faults?.after(.leave, member: settings.member) }
    }

    /// One call of this session or its transaction, between the faults.
    func step<Result>(_ step: LogStep, _ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        if let fault = heldBackFault {
            heldBackFault = nil
            throw fault
        }
        try log.faults?.before(step, member: settings.member)
        switch phase {
        case .seated: break
        case .fenced: if step == .poll { throw .fenced(settings) }
        case .left: throw .sessionLeft(by: settings.member)
        }
        let result = try body()
        try log.faults?.after(step, member: settings.member)
        return result
    }

    /// Keeps what was thrown at a call that cannot fail for the session's next call.
    func holdBack(_ fault: () throws(LogError) -> Void) {
        do { try fault() } catch { heldBackFault = heldBackFault ?? error }
    }
}

extension [Record] {
    /// Records from an index on, up to so many bytes but at least one; all of them, for nothing, where they fit.
    func prefix(from start: Int, bytesMax: Int) -> [Record] {
        var stop = start
        var bytes = 0
        while stop < count {
            bytes += self[stop].byteCount
            if bytes > bytesMax, stop > start { break }
            stop += 1
        }
        return start == 0 && stop == count ? self : Array(self[Swift.min(start, stop)..<stop])
    }
}
