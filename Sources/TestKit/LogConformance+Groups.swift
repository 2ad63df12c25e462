import EventLog
import Foundation

/// Every partition has one owner, whoever comes and goes.
extension LogConformance {
    static let groupCases: [LogConformanceCase] = [
        LogConformanceCase("one to five members share every partition") { fixture in
            let bench = try ConformanceBench(fixture)
            var inboxes: [TopicName: TopicName?] = [:]
            var partitions: Set<TopicPartition> = []
            for (name, count) in [("alerts", Int32(1)), ("lots", 4), ("promotion", 3)] {
                let topic = try bench.createTopic(name, partitions: count)
                inboxes[topic] = .some(nil)
                for number in 0..<count { partitions.insert(bench.partition(topic, number)) }
            }
            var members: [ConformanceMember] = []
            for count in 1...5 {
                members.append(try bench.join("member \(count)", inboxes))
                try bench.settle(members, on: partitions)
                let loads = members.map(\.positions.count)
                try require(loads.allSatisfy { $0 > 0 }, "\(count) members have \(loads) of 8 partitions")
            }
            while members.count > 1 {
                members.removeFirst().session.leave()
                try bench.settle(members, on: partitions)
            }
            members.first?.session.leave()
        },
        LogConformanceCase("members of one group have different inboxes") { fixture in
            let bench = try ConformanceBench(fixture)
            let lots = try bench.createTopic("lots", partitions: 3)
            let dispatch = try bench.createTopic("dispatch", partitions: 2)
            let every = Set((0..<3).map { bench.partition(lots, $0) } + (0..<2).map { bench.partition(dispatch, $0) })
            let both = try bench.join("both", [lots: nil, dispatch: nil])
            try bench.settle([both], on: every)
            let lotsOnly = try bench.join("lots only", [lots: nil])
            try bench.settle([both, lotsOnly], on: every)
            try require(!lotsOnly.positions.isEmpty, "a member got nothing of 3 partitions")
            try require(
                lotsOnly.positions.keys.allSatisfy { $0.topic == lots },
                "a member got a topic it did not ask for"
            )
            let dispatchOnly = try bench.join("dispatch only", [dispatch: nil])
            try bench.settle([both, lotsOnly, dispatchOnly], on: every)
            try require(
                dispatchOnly.positions.keys.allSatisfy { $0.topic == dispatch },
                "a member got a topic it did not ask for"
            )
            both.session.leave()
            try bench.settle([lotsOnly, dispatchOnly], on: every)
            lotsOnly.session.leave()
            try bench.settle([dispatchOnly], on: Set((0..<2).map { bench.partition(dispatch, $0) }))
            dispatchOnly.session.leave()
        },
        LogConformanceCase("nothing is lost or repeated over joins and leaves") { fixture in
            let bench = try ConformanceBench(fixture)
            let inbox = try bench.createTopic("inbox", partitions: 4)
            let outbox = try bench.createTopic("outbox", partitions: 1)
            let expected = (0..<400).map { "record \($0)" }
            try bench.log.append(expected.enumerated().map { bench.post(inbox, Int32($0 % 4), $1) })
            var members: [ConformanceMember] = []
            // Counted in batches and not in rounds: a group whose members change faster than it can settle gets nowhere.
            var (batches, nextJoin, nextLeave) = (0, 0, 11)
            let countdown = ConformanceCountdown(milliseconds: fixture.patienceMilliseconds)
            while try bench.values(bench.partition(outbox)).count < expected.count {
                if members.isEmpty || batches >= nextJoin && members.count < 4 {
                    members.append(try bench.join("member after \(batches)", [inbox: nil], batchBytesMax: 80))
                    nextJoin = batches + 7
                } else if batches >= nextLeave {
                    members.removeFirst().session.leave()
                    nextLeave = batches + 11
                }
                for (index, member) in members.enumerated().reversed() {
                    guard case .batch(let batch) = try member.poll(timeoutMilliseconds: 1),
                        let last = batch.records.last
                    else { continue }
                    do {
                        try member.commit { transaction in
                            for record in batch.records { try transaction.post(bench.post(outbox, record.text)) }
                            try transaction.advance(batch.source, to: last.offset.next)
                        }
                        batches += 1
                    } catch let error as LogError where error.code == .rejoin {
                        // While others came and left it did not poll: where that takes long, its session has ended.
                        members.remove(at: index).session.leave()
                    }
                }
                if countdown.isOver { throw ConformanceFailure("not all was copied after \(batches) batches") }
            }
            members.forEach { $0.session.leave() }
            let copied = try bench.values(bench.partition(outbox))
            try requireEqual(copied.sorted(), expected.sorted(), "records copied")
        },
        LogConformanceCase("what is asked back may still be committed") { fixture in
            let (bench, inbox, outbox, member) = try desk(fixture)
            let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            try bench.log.append([bench.post(inbox, 0, "in 0"), bench.post(inbox, 1, "in 1")])
            try bench.receive(2, by: member)
            let positions = member.positions
            let transaction = try member.session.beginTransaction()
            try transaction.post(bench.post(outbox, 0, "out"))
            for (partition, position) in positions { try transaction.advance(partition, to: position) }
            let other = try bench.join("b", [inbox: bench.topic("ledger")])
            try pollUntilRevoked(member, beside: other, fixture)
            try require(other.positions.isEmpty, "a partition was given away before it was let go of")
            try transaction.commit()
            try bench.requirePositions(positions, "positions committed while asked back")
            try requireEqual(try bench.values(bench.partition(outbox)), ["out"], "records committed while asked back")
            try bench.settle([member, other], on: all)
            for (partition, position) in other.positions {
                try requireEqual(position, positions[partition], "where the next owner begins")
            }
            [member, other].forEach { $0.session.leave() }
        },
        LogConformanceCase("what was let go of may not be committed") { fixture in
            let (bench, inbox, outbox, member) = try desk(fixture)
            let all: Set = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            let transaction = try member.session.beginTransaction()
            try transaction.post(bench.post(outbox, 0, "out"))
            for partition in all.sorted() { try transaction.advance(partition, to: Offset(0)) }
            let other = try bench.join("b", [inbox: bench.topic("ledger")])
            try pollUntilRevoked(member, beside: other, fixture)
            try bench.settle([member, other], on: all)
            try requireError(.rejoin, "committing what was let go of") { try transaction.commit() }
            try requireEqual(try bench.values(bench.partition(outbox)), [], "records after a failed commit")
            try requireEqual(try bench.positions(), [:], "positions after a failed commit")
            [member, other].forEach { $0.session.leave() }
        },
        LogConformanceCase("paused partitions wait") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let (first, second) = (bench.partition(inbox, 0), bench.partition(inbox, 1))
            member.session.pause([first])
            try bench.log.append([bench.post(inbox, 0, "in 0"), bench.post(inbox, 1, "in 1")])
            try bench.receive(1, by: member)
            for _ in 0..<3 { _ = try member.poll(timeoutMilliseconds: fixture.quietMilliseconds) }
            try requireEqual(member.received[first]?.count, nil, "records of the paused partition")
            try requireEqual(member.received[second]?.count, 1, "records of the other partition")
            member.session.resume([first])
            try bench.receive(2, by: member)
            try requireEqual(Set(member.positions.keys), [first, second], "partitions owned")
            member.session.leave()
        },
        LogConformanceCase("an empty poll ends in time") { fixture in
            let (_, _, _, member) = try desk(fixture)
            let started = ContinuousClock.now
            guard case .idle = try member.poll(timeoutMilliseconds: 40) else {
                throw ConformanceFailure("something came out of nothing")
            }
            let span = ContinuousClock.now - started
            try require(span >= .milliseconds(35), "a poll of 40 ms came back after \(span)")
            try require(span < .milliseconds(fixture.patienceMilliseconds), "a poll of 40 ms came back after \(span)")
            member.session.leave()
        },
        LogConformanceCase("a poll wakes for new records") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let log = bench.log
            let post = bench.post(inbox, 0, "wake up")
            let thread = Thread { _ = try? log.append([post]) }
            let started = ContinuousClock.now
            thread.start()
            guard case .batch(let batch) = try member.poll(timeoutMilliseconds: fixture.patienceMilliseconds) else {
                throw ConformanceFailure("a poll did not wake for a record")
            }
            try requireEqual(batch.records.map(\.text), ["wake up"], "records")
            let span = ContinuousClock.now - started
            try require(span < .milliseconds(fixture.patienceMilliseconds / 2), "a poll woke only after \(span)")
            member.session.leave()
        },
        LogConformanceCase("busy partitions take turns") { fixture in
            let bench = try ConformanceBench(fixture)
            let inbox = try bench.createTopic("inbox", partitions: 3)
            let all = Set((0..<3).map { bench.partition(inbox, $0) })
            let member = try bench.join("a", [inbox: nil], batchBytesMax: 30)
            try bench.settle([member], on: all)
            // A log that fetches ahead must have something of each before it can choose.
            member.session.pause(all)
            try bench.log.append((0..<90).map { bench.post(inbox, Int32($0 % 3), "record \($0)") })
            let fetching = ConformanceCountdown(milliseconds: fixture.calmMilliseconds)
            while !fetching.isOver { _ = try member.poll(timeoutMilliseconds: 10) }
            member.session.resume(all)
            for _ in 0..<9 { _ = try member.poll(timeoutMilliseconds: fixture.patienceMilliseconds) }
            try requireEqual(member.received.count, 3, "partitions that had a turn in 9 batches")
            member.session.leave()
        },
    ]

    static func pollUntilRevoked(
        _ member: ConformanceMember,
        beside other: ConformanceMember,
        _ fixture: any LogFixture
    ) throws {
        let countdown = ConformanceCountdown(milliseconds: fixture.patienceMilliseconds)
        while member.lettingGo.isEmpty {
            _ = try other.poll(timeoutMilliseconds: 1)
            _ = try member.poll(timeoutMilliseconds: 1)
            if countdown.isOver { throw ConformanceFailure("\(member.name) was never asked for a partition") }
        }
    }
}
