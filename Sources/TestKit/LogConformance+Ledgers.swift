import EventLog

/// A ledger is what the committed changes made of it.
extension LogConformance {
    static let ledgerCases: [LogConformanceCase] = [
        LogConformanceCase("a ledger keeps the last of each key") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let first = bench.partition(inbox)
            for round in 0..<20 {
                try member.commit { transaction in
                    for key in 0..<10 {
                        try transaction.changeLedger(of: first, key: bytes("k\(key)"), value: bytes("\(round)"))
                        try transaction.changeLedger(of: first, key: bytes("k\(key)"), value: bytes("\(round)/\(key)"))
                    }
                }
            }
            let expected = Dictionary(uniqueKeysWithValues: (0..<10).map { ("k\($0)", "19/\($0)") })
            try requireEqual(try member.restore(first), expected, "ledger")
            try requireEqual(try member.restore(bench.partition(inbox, 1)), [:], "ledger of the other partition")
            try requireEqual(
                try bench.ledger(bench.partition(bench.topic("ledger"))),
                expected,
                "ledger seen by a reader"
            )
            member.session.leave()
        },
        LogConformanceCase("tombstones remove") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let first = bench.partition(inbox)
            try member.commit { transaction in
                for key in 0..<200 { try transaction.changeLedger(of: first, key: bytes("k\(key)"), value: bytes("v")) }
                try transaction.changeLedger(of: first, key: bytes("k0"), value: nil)
                try transaction.changeLedger(of: first, key: bytes("never there"), value: nil)
                try transaction.changeLedger(of: first, key: bytes("k1"), value: nil)
                try transaction.changeLedger(of: first, key: bytes("k1"), value: bytes("back"))
            }
            try member.commit { transaction in
                for key in 3..<200 { try transaction.changeLedger(of: first, key: bytes("k\(key)"), value: nil) }
            }
            try requireEqual(try member.restore(first), ["k1": "back", "k2": "v"], "ledger")
            try member.commit { try $0.changeLedger(of: first, key: bytes("k3"), value: bytes("again")) }
            try requireEqual(try member.restore(first), ["k1": "back", "k2": "v", "k3": "again"], "ledger")
            member.session.leave()
        },
        LogConformanceCase("empty and binary keys and values are entries") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let second = bench.partition(inbox, 1)
            let keys: [Bytes] = [[], [0], [0, 0], [255, 0, 254], bytes("键")]
            try member.commit { transaction in
                for key in keys { try transaction.changeLedger(of: second, key: key, value: []) }
                try transaction.changeLedger(of: second, key: [1], value: [0, 255])
            }
            var found: [Bytes: Bytes] = [:]
            try member.session.restoreLedger(of: second) { key, value in found[key] = value }
            var expected = Dictionary(uniqueKeysWithValues: keys.map { ($0, Bytes()) })
            expected[[1]] = [0, 255]
            try requireEqual(found, expected, "ledger")
            member.session.leave()
        },
        LogConformanceCase("the next owner restores what was committed") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let partitions = [bench.partition(inbox, 0), bench.partition(inbox, 1)]
            for partition in partitions {
                try member.commit { transaction in
                    for key in 0..<500 {
                        try transaction.changeLedger(
                            of: partition,
                            key: bytes("\(partition)/\(key)"),
                            value: bytes("\(key)")
                        )
                    }
                }
            }
            let open = try member.session.beginTransaction()
            try open.changeLedger(of: partitions[0], key: bytes("uncommitted"), value: bytes("x"))
            open.abort()
            member.session.leave()
            let next = try bench.join("b", [inbox: bench.topic("ledger")])
            try bench.settle([next], on: Set(partitions))
            for partition in partitions {
                let expected = Dictionary(uniqueKeysWithValues: (0..<500).map { ("\(partition)/\($0)", "\($0)") })
                try requireEqual(try next.restore(partition), expected, "ledger beside \(partition)")
            }
            next.session.leave()
        },
        LogConformanceCase("a visitor's error ends the restore") { fixture in
            let (bench, inbox, _, member) = try desk(fixture)
            let first = bench.partition(inbox)
            try member.commit { transaction in
                for key in 0..<10 { try transaction.changeLedger(of: first, key: bytes("\(key)"), value: bytes("v")) }
            }
            struct Enough: Error {}
            var visited = 0
            do {
                try member.session.restoreLedger(of: first) { _, _ in
                    visited += 1
                    if visited == 3 { throw Enough() }
                }
                throw ConformanceFailure("an error of the visitor was swallowed")
            } catch is Enough {
                try requireEqual(visited, 3, "entries visited")
            }
            try requireEqual(try member.restore(first).count, 10, "entries after that")
            member.session.leave()
        },
        LogConformanceCase("an inbox without a ledger has none") { fixture in
            let bench = try ConformanceBench(fixture)
            let inbox = try bench.createTopic("inbox", partitions: 1)
            let first = bench.partition(inbox)
            let member = try bench.join("a", [inbox: nil])
            try bench.settle([member], on: [first])
            try requireError(.stop, "restoring a ledger that is not there") { _ = try member.restore(first) }
            let transaction = try member.session.beginTransaction()
            try requireError(.stop, "changing a ledger that is not there") {
                try transaction.changeLedger(of: first, key: bytes("k"), value: nil)
            }
            transaction.abort()
            let reader = try bench.log.reader()
            try requireError(.stop, "reading a topic as a ledger") { try reader.ledger(first) { _, _ in } }
            member.session.leave()
        },
    ]
}
