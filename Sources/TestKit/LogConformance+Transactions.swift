import EventLog

/// Posts, ledger changes and positions take effect together or not at all.
extension LogConformance {
    static let transactionCases: [LogConformanceCase] = [
        LogConformanceCase("a transaction shows whole, on commit") { fixture in
            let (bench, inbox, outbox, member) = try desk(fixture)
            let first = bench.partition(inbox)
            try bench.log.append([bench.post(inbox, 0, "in")])
            try bench.receive(1, by: member)
            let transaction = try member.session.beginTransaction()
            try transaction.post(bench.post(outbox, 0, "out 0"))
            try transaction.post(bench.post(outbox, 1, "out 1"))
            try transaction.changeLedger(of: first, key: bytes("k"), value: bytes("v"))
            try transaction.advance(first, to: try position(first, of: member))
            for number in Int32(0)..<2 {
                let partition = bench.partition(outbox, number)
                try requireEqual(try bench.values(partition), [], "records of \(partition) before the commit")
            }
            try requireEqual(try member.restore(first), [:], "ledger before the commit")
            try requireEqual(try bench.positions(), [:], "positions before the commit")
            try transaction.commit()
            try requireEqual(try bench.values(bench.partition(outbox, 0)), ["out 0"], "records after the commit")
            try requireEqual(try bench.values(bench.partition(outbox, 1)), ["out 1"], "records after the commit")
            try requireEqual(try member.restore(first), ["k": "v"], "ledger after the commit")
            try bench.requirePositions([first: try position(first, of: member)], "positions after the commit")
            member.session.leave()
        },
        LogConformanceCase("an abort leaves nothing and rewinds") { fixture in
            let (bench, inbox, outbox, member) = try desk(fixture)
            let first = bench.partition(inbox)
            try bench.log.append((0..<3).map { bench.post(inbox, 0, "in \($0)") })
            try bench.receive(3, by: member)
            let transaction = try member.session.beginTransaction()
            try transaction.post(bench.post(outbox, 0, "out"))
            try transaction.changeLedger(of: first, key: bytes("k"), value: bytes("v"))
            try transaction.advance(first, to: try position(first, of: member))
            transaction.abort()
            try member.rewind(to: [:])
            try requireEqual(try bench.values(bench.partition(outbox)), [], "records after an abort")
            try requireEqual(try member.restore(first), [:], "ledger after an abort")
            try requireEqual(try bench.positions(), [:], "positions after an abort")
            member.forgetReceived()
            try bench.receive(3, by: member)
            try requireEqual(member.received[first]?.map(\.text), ["in 0", "in 1", "in 2"], "records after a rewind")
            member.session.leave()
        },
        LogConformanceCase("what is committed after an abort is seen by who reads on") { fixture in
            let bench = try ConformanceBench(fixture)
            let inbox = try bench.createTopic("inbox", partitions: 1)
            let outbox = try bench.createTopic("outbox", partitions: 1)
            let place = bench.partition(outbox)
            let writer = try bench.join("writer", group: "writers", [inbox: nil])
            let follower = try bench.join("follower", group: "followers", [outbox: nil])
            try bench.settle([writer, follower], on: [bench.partition(inbox), place])
            let reader = try bench.log.reader()
            var position = Offset.zero
            for round in 1...3 {
                let transaction = try writer.session.beginTransaction()
                try transaction.post(bench.post(outbox, 0, "void \(round)"))
                // Where posts go to the log as they come, they must be there before it is told to forget them.
                try fixture.letTimePass(milliseconds: 300)
                transaction.abort()
                try writer.commit { try $0.post(bench.post(outbox, 0, "valid \(round)")) }
                try bench.receive(round, by: follower)
                let batch = try reader.read(place, from: position, bytesMax: 1 << 16)
                try requireEqual(batch.records.map(\.text), ["valid \(round)"], "records read on from \(position)")
                position = batch.records.last?.offset.next ?? position
            }
            let received = follower.received[place]?.map(\.text)
            try requireEqual(received, ["valid 1", "valid 2", "valid 3"], "records that a member received")
            [writer, follower].forEach { $0.session.leave() }
        },
        LogConformanceCase("a rewind goes back to the last commit") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let first = bench.partition(inbox)
            try bench.log.append((0..<5).map { bench.post(inbox, 0, "in \($0)") })
            try bench.receive(5, by: member)
            guard let second = member.received[first]?[1].offset else { throw ConformanceFailure("no records") }
            try member.commit { try $0.advance(first, to: second.next) }
            try member.rewind(to: [first: second.next])
            member.forgetReceived()
            try bench.receive(3, by: member)
            try requireEqual(member.received[first]?.map(\.text), ["in 2", "in 3", "in 4"], "records after a rewind")
            member.session.leave()
        },
        LogConformanceCase("posts of one transaction keep their order") { fixture in
            let (bench, _, outbox, member) = try desk(fixture)
            // Few and many: a log may treat them differently.
            let counts = [1, 20, 300, 1_000, 20]
            for round in 0..<5 {
                try member.commit { transaction in
                    for index in 0..<counts[round] {
                        try transaction.post(bench.post(outbox, Int32(index % 2), "\(round)/\(index)"))
                    }
                }
                try bench.log.append([bench.post(outbox, 0, "between \(round)")])
            }
            let expected = (0..<5).flatMap { round in
                (0..<counts[round]).filter { $0 % 2 == 0 }.map { "\(round)/\($0)" } + ["between \(round)"]
            }
            try requireEqual(try bench.values(bench.partition(outbox)), expected, "records")
            member.session.leave()
        },
        LogConformanceCase("one transaction at a time, used until its end") { fixture in
            let (bench, _, outbox, member) = try desk(fixture)
            let first = try member.session.beginTransaction()
            try requireError(.stop, "a second transaction") { _ = try member.session.beginTransaction() }
            try first.commit()
            try requireError(.stop, "posting after the commit") { try first.post(bench.post(outbox, "late")) }
            try requireError(.stop, "committing twice") { try first.commit() }
            first.abort()
            let second = try member.session.beginTransaction()
            second.abort()
            try requireError(.stop, "committing after the abort") { try second.commit() }
            try member.commit { _ in }
            member.session.leave()
            member.session.leave()
            try requireError(.stop, "polling after leaving") { _ = try member.session.poll(timeoutMilliseconds: 0) }
            try requireError(.stop, "beginning after leaving") { _ = try member.session.beginTransaction() }
        },
        LogConformanceCase("leaving aborts what is open") { fixture in
            let (bench, _, outbox, member) = try desk(fixture)
            let transaction = try member.session.beginTransaction()
            try transaction.post(bench.post(outbox, 0, "out"))
            member.session.leave()
            try requireError(.stop, "committing after leaving") { try transaction.commit() }
            try requireEqual(try bench.values(bench.partition(outbox)), [], "records")
        },
        LogConformanceCase("a post that cannot go anywhere stops") { fixture in
            let (bench, inbox, outbox, member) = try desk(fixture)
            let transaction = try member.session.beginTransaction()
            try requireError(.stop, "posting to a missing topic") {
                try transaction.post(bench.post(bench.topic("missing"), "x"))
            }
            try requireError(.stop, "posting to a missing partition") {
                try transaction.post(bench.post(outbox, 2, "x"))
            }
            try requireError(.stop, "posting to a ledger") {
                try transaction.post(bench.post(bench.topic("ledger"), "x"))
            }
            try requireError(.stop, "advancing a missing partition") {
                try transaction.advance(bench.partition(inbox, 9), to: .zero)
            }
            transaction.abort()
            member.session.leave()
        },
        LogConformanceCase("each group has its own positions") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let first = bench.partition(inbox)
            try bench.log.append((0..<4).map { bench.post(inbox, 0, "in \($0)") })
            try bench.receive(4, by: member)
            let committed = [first: try position(first, of: member)]
            try member.commit { try $0.advance(first, to: try position(first, of: member)) }
            try bench.requirePositions(committed, "positions after the commit")
            member.session.leave()
            try bench.log.append([bench.post(inbox, 0, "in 4")])

            let again = try bench.join("b", [inbox: bench.topic("ledger")])
            try bench.receive(1, by: again)
            try requireEqual(again.received[first]?.map(\.text), ["in 4"], "records after a new start")
            again.session.leave()
            try requireEqual(try bench.positions(), committed, "positions after reading without a commit")

            let other = try bench.join("c", group: "other", [inbox: nil])
            try bench.receive(5, by: other)
            other.session.leave()
            try requireEqual(try bench.positions(group: "other"), [:], "positions of a group that committed nothing")
        },
    ]

    /// A member that owns an inbox of two partitions with a ledger, and an outbox of two partitions.
    static func desk(
        _ fixture: any LogFixture
    ) throws -> (bench: ConformanceBench, inbox: TopicName, outbox: TopicName, member: ConformanceMember) {
        let bench = try ConformanceBench(fixture)
        let inbox = try bench.createTopic("inbox", partitions: 2)
        let ledger = try bench.createLedger("ledger", partitions: 2)
        let outbox = try bench.createTopic("outbox", partitions: 2)
        let member = try bench.join("a", [inbox: ledger])
        try bench.settle([member], on: [bench.partition(inbox, 0), bench.partition(inbox, 1)])
        return (bench, inbox, outbox, member)
    }

    static func position(_ partition: TopicPartition, of member: ConformanceMember) throws -> Offset {
        guard let position = member.positions[partition] else {
            throw ConformanceFailure("\(member.name) does not own \(partition)")
        }
        return position
    }
}
