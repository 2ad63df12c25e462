import EventLog

/// Records come back as they were written.
extension LogConformance {
    static let recordCases: [LogConformanceCase] = [
        LogConformanceCase("order within a partition") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 3)
            for round in 0..<100 {
                try bench.log.append((0..<5).map { bench.post(topic, Int32($0 % 3), "\(round)/\($0)") })
            }
            for number in Int32(0)..<3 {
                let expected = (0..<100).flatMap { round in
                    (0..<5).filter { Int32($0 % 3) == number }.map { "\(round)/\($0)" }
                }
                let partition = bench.partition(topic, number)
                try requireEqual(try bench.values(partition), expected, "records of \(partition)")
                let small = try bench.records(partition, bytesMax: 10).map(\.text)
                try requireEqual(small, expected, "records of \(partition) in small batches")
            }
            let member = try bench.join("a", [topic: nil])
            try bench.receive(500, by: member)
            for number in Int32(0)..<3 {
                let partition = bench.partition(topic, number)
                try requireEqual(
                    member.received[partition]?.map(\.text),
                    try bench.values(partition),
                    "what a member received of \(partition)"
                )
            }
            member.session.leave()
        },
        LogConformanceCase("append tells partitions and offsets") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 4)
            let posts = (0..<40).map { bench.post(topic, key: "key \($0)", "value \($0)") }
            let places = try bench.log.append(posts)
            try requireEqual(places.count, posts.count, "places told")
            for (post, place) in zip(posts, places) {
                let home = Partitioner.partition(of: post.key, partitionCount: 4)
                try requireEqual(place.0, TopicPartition(topic, home), "partition of a key")
                let record = try bench.log.reader().read(place.0, from: place.1, bytesMax: 1).records.first
                try requireEqual(record?.offset, place.1, "offset of a record")
                try requireEqual(record?.key, post.key, "key at \(place)")
                try requireEqual(record?.value, post.value, "value at \(place)")
            }
        },
        LogConformanceCase("null is not empty") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1)
            let choices: [Bytes?] = [nil, [], bytes("x")]
            var posts: [Post] = []
            for key in choices {
                for value in choices {
                    posts.append(Post(topic: topic, timestamp: Timestamp(milliseconds: 1), key: key, value: value))
                }
            }
            try bench.log.append(posts)
            let records = try bench.records(bench.partition(topic))
            try requireEqual(records.map(\.key), posts.map(\.key), "keys")
            try requireEqual(records.map(\.value), posts.map(\.value), "values")
        },
        LogConformanceCase("headers repeat, are null, keep their order") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1)
            var headers = Headers()
            headers.append("a", "1")
            headers.append("b", bytes: nil)
            headers.append("a", "2")
            headers.append("c", "")
            headers.append("品种", bytes: [0, 255, 0])
            var post = bench.post(topic, "with headers")
            post.headers = headers
            try bench.log.append([bench.post(topic, "without"), post])
            let records = try bench.records(bench.partition(topic))
            try requireEqual(records.count, 2, "records")
            try requireEqual(try headerList(records.first), [], "headers of the record without")
            try requireEqual(try headerList(records.last), try headerList(post.headers), "headers")
        },
        LogConformanceCase("the timestamp 0 is one", needs: [.timestampZero]) { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1)
            try bench.log.append([bench.post(topic, "at 0", at: 0)])
            let records = try bench.records(bench.partition(topic))
            try requireEqual(records.map(\.timestamp.milliseconds), [0], "timestamps")
        },
        LogConformanceCase("timestamps are kept, in whatever order") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1)
            let times: [Int64] = [1_772_413_200_000, 2, 1, 253_402_300_799_999, 1_772_413_200_001]
            try bench.log.append(times.map { bench.post(topic, "at \($0)", at: $0) })
            let records = try bench.records(bench.partition(topic))
            try requireEqual(records.map(\.timestamp.milliseconds), times, "timestamps")
        },
        LogConformanceCase("what is stamped too far ahead is not taken") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = bench.topic("lots")
            var settings = TopicSettings(
                name: topic,
                partitionCount: 1,
                cleanup: .delete(retentionMilliseconds: nil, retentionBytes: nil),
                timestampAheadMillisecondsMax: 3_600_000
            )
            try bench.log.createTopics([settings])
            try requireEqual(try bench.log.topics(), [settings], "topics")
            let nextCentury: Int64 = 4_102_444_800_000
            try requireError(.stop, "appending a record of the next century") {
                try bench.log.append([bench.post(topic, "now"), bench.post(topic, "then", at: nextCentury)])
            }
            try requireEqual(try bench.values(bench.partition(topic)), [], "records after a refusal")
            try bench.log.append([bench.post(topic, "long ago", at: 0)])
            settings.timestampAheadMillisecondsMax = nil
            try bench.log.createTopics([settings])
            let then = bench.post(topic, "then", at: nextCentury)
            // Each broker learns of a change by itself.
            let appended = try bench.answer(
                of: { Result { _ = try bench.log.append([then]) } },
                once: { if case .success = $0 { true } else { false } }
            )
            try appended.get()
            try requireEqual(try bench.values(bench.partition(topic)), ["long ago", "then"], "records")
        },
        LogConformanceCase("values of a mebibyte") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1)
            let large = Bytes((0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
            let time = Timestamp(milliseconds: 5)
            try bench.log.append([
                bench.post(topic, "before"),
                Post(topic: topic, timestamp: time, key: bytes("large"), value: large),
                bench.post(topic, "after"),
            ])
            let member = try bench.join("a", [topic: nil], batchBytesMax: 1 << 16)
            try bench.receive(3, by: member)
            let values = member.received[bench.partition(topic)]?.map(\.value)
            try require(values == [bytes("before"), large, bytes("after")], "a large value came back changed")
            member.session.leave()
        },
        LogConformanceCase("keys of any bytes") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 2)
            let keys = (0...255).map { Bytes([UInt8($0), 0, UInt8(255 - $0)]) } + [Bytes((0...255).map { UInt8($0) })]
            let time = Timestamp(milliseconds: 5)
            try bench.log.append(keys.map { Post(topic: topic, timestamp: time, key: $0, value: $0) })
            for number in Int32(0)..<2 {
                let expected = keys.filter {
                    Partitioner.partition(of: $0, partitionCount: 2) == Partition(number)
                }
                let records = try bench.records(bench.partition(topic, number))
                try requireEqual(records.map(\.key), expected, "keys of partition \(number)")
                try requireEqual(records.map(\.value), expected, "values of partition \(number)")
            }
        },
        LogConformanceCase("batches are no larger than asked for") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1)
            let value = String(repeating: "x", count: 100)
            try bench.log.append((0..<50).map { _ in bench.post(topic, value) })
            let member = try bench.join("a", [topic: nil], batchBytesMax: 350)
            while member.receivedCount < 50 {
                if case .batch(let batch) = try member.poll(timeoutMilliseconds: fixture.patienceMilliseconds) {
                    try require(batch.records.count <= 3, "a batch of 350 bytes holds \(batch.records.count) × 100")
                }
            }
            member.session.leave()
            // A record larger than the bound comes all the same, by itself.
            let tight = try bench.join("b", group: "tight", [topic: nil], batchBytesMax: 10)
            try bench.receive(50, by: tight)
            tight.session.leave()
        },
        LogConformanceCase("bounds and reads at the edges") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 2)
            let partition = bench.partition(topic)
            let reader = try bench.log.reader()
            try require(try reader.bounds(of: partition).isEmpty, "an empty partition has bounds that are not empty")
            try requireEqual(
                try reader.read(partition, from: .zero, bytesMax: 100).records.count,
                0,
                "records at first"
            )
            let places = try bench.log.append((0..<10).map { bench.post(topic, 0, "\($0)") })
            let last = places.last?.1 ?? Offset(.max)
            let bounds = try bench.answer(of: { try reader.bounds(of: partition) }, once: { $0.upperBound > last })
            try requireEqual(bounds.lowerBound, places.first?.1, "beginning")
            try require(last < bounds.upperBound, "the end is before the last record")
            for position in [bounds.upperBound, Offset(bounds.upperBound.rawValue + 1000), Offset(.max)] {
                let count = try reader.read(partition, from: position, bytesMax: 100).records.count
                try requireEqual(count, 0, "records from \(position)")
            }
            let fromBefore = try reader.read(partition, from: Offset(-5), bytesMax: 1).records.first
            try requireEqual(fromBefore?.offset, bounds.lowerBound, "the first record from before the beginning")
            try require(try reader.bounds(of: bench.partition(topic, 1)).isEmpty, "the other partition is not empty")
        },
        LogConformanceCase("an append is whole or nothing") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 2)
            let partition = bench.partition(topic)
            try requireError(.stop, "an append to a missing topic") {
                try bench.log.append([bench.post(topic, 0, "a"), bench.post(bench.topic("missing"), "b")])
            }
            for number in [Int32(2), -1, .max] {
                try requireError(.stop, "an append to partition \(number)") {
                    try bench.log.append([bench.post(topic, 0, "a"), bench.post(topic, number, "b")])
                }
            }
            try requireEqual(try bench.values(partition), [], "records of failed appends")
            try requireEqual(try bench.log.append([]).count, 0, "places of no posts")
        },
    ]

    private static func headerList(_ record: Record?) throws -> [String] {
        try headerList(record?.headers ?? Headers())
    }

    private static func headerList(_ headers: Headers) throws -> [String] {
        var list: [String] = []
        headers.forEach { name, value in list.append("\(text(name)) \(value.map { Array($0).description } ?? "null")") }
        return list
    }
}
