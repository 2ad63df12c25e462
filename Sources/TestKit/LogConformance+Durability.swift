import EventLog

/// What is kept, and what is dropped on purpose.
extension LogConformance {
    static let durabilityCases: [LogConformanceCase] = [
        LogConformanceCase("what was committed is there after closing and opening", needs: [.durable]) { fixture in
            let (bench, inbox, outbox, member) = try desk(fixture)
            let first = bench.partition(inbox)
            var headers = Headers()
            headers.append("ce_type", "lot")
            headers.append("none", bytes: nil)
            var post = bench.post(outbox, 1, key: "k", "out", at: 77)
            post.headers = headers
            try bench.log.append([bench.post(inbox, 0, "in 0"), bench.post(inbox, 0, "in 1")])
            try bench.receive(2, by: member)
            let position = member.received[first]?.first?.offset.next ?? .zero
            try member.commit { transaction in
                try transaction.post(post)
                try transaction.changeLedger(of: first, key: bytes("k"), value: bytes("v"))
                try transaction.advance(first, to: position)
            }
            let open = try member.session.beginTransaction()
            try open.post(bench.post(outbox, 1, "uncommitted"))
            let topics = try bench.log.topics()
            member.session.leave()
            try bench.reopen()
            try requireEqual(try bench.log.topics(), topics, "topics")
            let records = try bench.records(bench.partition(outbox, 1))
            try requireEqual(records.map(\.text), ["out"], "records")
            try requireEqual(records.first?.timestamp, post.timestamp, "timestamp")
            try requireEqual(records.first?.key, post.key, "key")
            try requireEqual(records.first?.headers.encoded, headers.encoded, "headers")
            try bench.requirePositions([first: position], "positions")
            let again = try bench.join("a", [inbox: bench.topic("ledger")])
            try bench.receive(1, by: again)
            try requireEqual(again.received[first]?.map(\.text), ["in 1"], "records not yet taken")
            try requireEqual(try again.restore(first), ["k": "v"], "ledger")
            let places = try bench.log.append([bench.post(inbox, 0, "in 2")])
            try require(
                places.first.map { $0.1 > position } ?? false,
                "an offset was given twice after opening again: \(places)"
            )
            again.session.leave()
            bench.log.close()
        },
        LogConformanceCase("two logs on one store are one log", needs: [.durable]) { fixture in
            let bench = try ConformanceBench(fixture)
            let inbox = try bench.createTopic("inbox", partitions: 2)
            let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            let other = try fixture.open()
            let here = try bench.join("here", [inbox: nil])
            let there = try bench.join("there", [inbox: nil], through: other)
            try bench.settle([here, there], on: all)
            try requireEqual([here, there].map(\.positions.count), [1, 1], "partitions of each")
            try bench.log.append([bench.post(inbox, 0, "from here 0"), bench.post(inbox, 1, "from here 1")])
            try other.append([bench.post(inbox, 0, "from there 0"), bench.post(inbox, 1, "from there 1")])
            try bench.receive(2, by: here)
            try bench.receive(2, by: there)
            for member in [here, there] {
                try member.commit { transaction in
                    for (partition, position) in member.positions { try transaction.advance(partition, to: position) }
                }
            }
            here.session.leave()
            bench.log.close()
            try bench.settle([there], on: all)
            try requireEqual(there.receivedCount, 2, "records received by the one that stayed")
            there.session.leave()
            other.close()
        },
        LogConformanceCase("retention by size drops the oldest", needs: [.promptRetention]) { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1, retentionBytes: 20_000)
            let partition = bench.partition(topic)
            let value = String(repeating: "x", count: 1000)
            for round in 0..<100 { try bench.log.append([bench.post(topic, key: "\(round)", value)]) }
            let end = try bench.log.reader().bounds(of: partition).upperBound
            try fixture.enforceRetention(of: bench.log)
            let bounds = try bench.log.reader().bounds(of: partition)
            try requireEqual(bounds.upperBound, end, "the end after dropping")
            let kept = try bench.records(partition)
            try require((15...21).contains(kept.count), "\(kept.count) records of 1 kB are kept in 20 kB")
            try requireEqual(kept.first?.offset, bounds.lowerBound, "the first record kept")
            try requireEqual(kept.last?.key, bytes("99"), "the last record")
            // Who has not read what was dropped goes on with what is kept.
            let member = try bench.join("a", [topic: nil])
            try bench.receive(kept.count, by: member)
            member.session.leave()
        },
        LogConformanceCase("retention by age drops the oldest, never the end", needs: [.promptRetention]) { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1, retentionMilliseconds: 60_000)
            let partition = bench.partition(topic)
            for round in 0..<10 { try bench.log.append([bench.post(topic, "old \(round)", at: 0)]) }
            try fixture.letTimePass(milliseconds: 50_000)
            try bench.log.append([bench.post(topic, "new", at: 50_000)])
            try fixture.enforceRetention(of: bench.log)
            try requireEqual(try bench.values(partition).count, 11, "records before their time")
            try fixture.letTimePass(milliseconds: 20_000)
            try fixture.enforceRetention(of: bench.log)
            try requireEqual(try bench.values(partition), ["new"], "records kept")
            let end = try bench.log.reader().bounds(of: partition).upperBound
            try fixture.letTimePass(milliseconds: 1_000_000)
            try fixture.enforceRetention(of: bench.log)
            try requireEqual(try bench.values(partition), [], "records long after")
            try requireEqual(try bench.log.reader().bounds(of: partition), end..<end, "bounds of what is all dropped")
            let places = try bench.log.append([bench.post(topic, "next", at: 1_070_000)])
            try require(places.first.map { $0.1 >= end } ?? false, "an offset was given twice: \(places)")
        },
    ]
}
