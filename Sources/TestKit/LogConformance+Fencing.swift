import EventLog

/// Who lost a partition can write nothing more for it.
extension LogConformance {
    static let fencingCases: [LogConformanceCase] = [
        LogConformanceCase("a silent member loses its partitions and cannot commit") { fixture in
            let (bench, inbox, outbox, silent) = try desk(fixture)
            let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            try bench.log.append([bench.post(inbox, 0, "in")])
            try bench.receive(1, by: silent)
            let transaction = try stage(silent, bench, inbox, outbox)
            let other = try bench.join("b", [inbox: bench.topic("ledger")])
            try fixture.letTimePass(milliseconds: 11_000)
            try bench.settle([other], on: all)
            try requireNoEffect(of: transaction, bench, inbox, outbox)
            // A cooperative assignor may tell it in parts.
            var lost: Set<TopicPartition> = []
            while lost != all {
                let news = try silent.poll(timeoutMilliseconds: fixture.patienceMilliseconds)
                guard case .lost(let part) = news, part.isDisjoint(with: lost) else {
                    throw ConformanceFailure("a member that was expired was not told so, but \(news)")
                }
                lost.formUnion(part)
            }
            // It is a member anew.
            try bench.settle([silent, other], on: all)
            try require(!silent.positions.isEmpty, "a member that came back got nothing")
            [silent, other].forEach { $0.session.leave() }
        },
        LogConformanceCase("a member that polls is not expired") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            let other = try bench.join("b", [inbox: bench.topic("ledger")])
            try bench.settle([member, other], on: all)
            for _ in 0..<4 {
                try fixture.letTimePass(milliseconds: 6_000)
                for each in [member, other] {
                    guard case .idle = try each.poll(timeoutMilliseconds: 0) else {
                        throw ConformanceFailure("\(each.name) saw its group change")
                    }
                }
            }
            [member, other].forEach { $0.session.leave() }
        },
        LogConformanceCase("a member of the same name fences at once") { fixture in
            let (bench, inbox, outbox, old) = try desk(fixture)
            let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            try bench.log.append([bench.post(inbox, 0, "in")])
            try bench.receive(1, by: old)
            let transaction = try stage(old, bench, inbox, outbox)
            let new = try bench.join("a", [inbox: bench.topic("ledger")])
            try bench.settle([new], on: all)
            try requireNoEffect(of: transaction, bench, inbox, outbox)
            guard case .lost(let lost) = try old.poll(timeoutMilliseconds: fixture.patienceMilliseconds) else {
                throw ConformanceFailure("a member that was fenced was not told so")
            }
            try requireEqual(lost, all, "partitions lost")
            try bench.receive(1, by: new)
            let taken = try position(bench.partition(inbox), of: new)
            try new.commit { try $0.advance(bench.partition(inbox), to: taken) }
            try bench.requirePositions([bench.partition(inbox): taken], "positions of the new one")
            try requireFencedForGood(old, by: new, bench, [inbox: bench.topic("ledger")])
            new.session.leave()
        },
        LogConformanceCase(
            "a fenced member comes back once its name is free, unless it was told before",
            needs: [.promptFencing]
        ) { fixture in
            for wasTold in [false, true] {
                let bench = try ConformanceBench(fixture)
                let inbox = try bench.createTopic(wasTold ? "told" : "not-told", partitions: 2)
                let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
                let group = "\(inbox)"
                let old = try bench.join("a", group: group, [inbox: nil])
                try bench.settle([old], on: all)
                let new = try bench.join("a", group: group, [inbox: nil])
                try bench.settle([new], on: all)
                func tellOld() throws {
                    guard case .lost(let lost) = try old.poll(timeoutMilliseconds: fixture.patienceMilliseconds) else {
                        throw ConformanceFailure("a member that was fenced was not told so")
                    }
                    try requireEqual(lost, all, "partitions lost")
                }
                if wasTold { try tellOld() }
                new.session.leave()
                if wasTold {
                    try requireError(.stop, "polling on, fenced for good") { _ = try old.poll(timeoutMilliseconds: 0) }
                } else {
                    try tellOld()
                    try bench.settle([old], on: all)
                }
                old.session.leave()
            }
        },
        LogConformanceCase("only an owner commits and restores") { fixture in
            let (bench, inbox, outbox, member) = try desk(fixture)
            let other = try bench.join("b", [inbox: bench.topic("ledger")])
            let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            try bench.settle([member, other], on: all)
            guard let foreign = other.positions.keys.first, let own = member.positions.keys.first else {
                throw ConformanceFailure("two members do not share two partitions")
            }
            try requireError(.rejoin, "restoring another's ledger") { _ = try member.restore(foreign) }
            for touchesOwnToo in [false, true] {
                try requireError(.rejoin, "committing for another's partition") {
                    try member.commit { transaction in
                        try transaction.post(bench.post(outbox, 0, "out"))
                        if touchesOwnToo { try transaction.advance(own, to: Offset(0)) }
                        try transaction.changeLedger(of: foreign, key: bytes("k"), value: bytes("v"))
                    }
                }
            }
            try requireEqual(try bench.values(bench.partition(outbox)), [], "records after failed commits")
            try requireEqual(try other.restore(foreign), [:], "ledger after failed commits")
            [member, other].forEach { $0.session.leave() }
        },
    ]

    /// A member whose name is taken cannot go on, nor come back while the other lives.
    private static func requireFencedForGood(
        _ old: ConformanceMember,
        by new: ConformanceMember,
        _ bench: ConformanceBench,
        _ inboxes: [TopicName: TopicName?]
    ) throws {
        func failure(_ body: () throws -> Void) throws -> LogError.Code {
            do {
                try body()
            } catch let error as LogError {
                return error.code
            }
            throw ConformanceFailure("a member that was fenced went on")
        }
        var code = try failure { _ = try old.poll(timeoutMilliseconds: 0) }
        old.session.leave()
        if bench.fixture.traits.contains(.promptFencing) {
            try require(code == .stop, "a member that was fenced got \(code)")
        }
        let deadline = ContinuousClock.now + .milliseconds(bench.fixture.patienceMilliseconds)
        while code != .stop {
            try require(
                code == .rejoin || code == .retry && ContinuousClock.now < deadline,
                "a member that was fenced got \(code)"
            )
            guard case .idle = try new.poll(timeoutMilliseconds: 100) else {
                throw ConformanceFailure("a member that has fenced another saw its group change")
            }
            code = try failure { _ = try bench.join(old.name, inboxes) }
        }
    }

    /// A transaction that touches everything.
    private static func stage(
        _ member: ConformanceMember,
        _ bench: ConformanceBench,
        _ inbox: TopicName,
        _ outbox: TopicName
    ) throws -> any LogTransaction {
        let transaction = try member.session.beginTransaction()
        try transaction.post(bench.post(outbox, 0, "out"))
        let first = bench.partition(inbox)
        try transaction.changeLedger(of: first, key: bytes("k"), value: bytes("v"))
        try transaction.advance(first, to: try position(first, of: member))
        return transaction
    }

    private static func requireNoEffect(
        of transaction: any LogTransaction,
        _ bench: ConformanceBench,
        _ inbox: TopicName,
        _ outbox: TopicName
    ) throws {
        try requireError(.rejoin, "a stale owner's commit") { try transaction.commit() }
        try requireEqual(try bench.values(bench.partition(outbox)), [], "records of a stale owner")
        try requireEqual(try bench.positions(), [:], "positions of a stale owner")
        try requireEqual(try bench.ledger(bench.partition(bench.topic("ledger"))), [:], "ledger of a stale owner")
    }
}
