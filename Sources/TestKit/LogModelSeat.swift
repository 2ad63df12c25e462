import EventLog

/// What the model knows of one session.
final class LogModelSeat {
    /// What was staged in an open transaction.
    final class Open {
        let transaction: any LogTransaction
        var posts: [(TopicPartition, Post)] = []
        var changes: [(partition: TopicPartition, key: String, value: String?)] = []
        var positions: [TopicPartition: Offset] = [:]
        /// Something that it touched was let go of since.
        var spansRelease = false
        /// The session may not have been a member for all of its time.
        var mayFail = false

        init(transaction: any LogTransaction) { self.transaction = transaction }

        var touched: Set<TopicPartition> { Set(positions.keys).union(changes.map(\.partition)) }
    }

    let name: String
    let label: String
    let session: any GroupSession
    var lastPoll: Int64
    /// What it owns, and the next record that must come of it.
    var positions: [TopicPartition: Offset] = [:]
    var lettingGo: Set<TopicPartition> = []
    /// What another was given, as this one was silent, without its knowing.
    var lostMeanwhile: Set<TopicPartition> = []
    var paused: Set<TopicPartition> = []
    var open: Open?
    /// It was silent for so long that it may have been expired, or its name was taken.
    var isDoubtful = false
    var isFenced = false
    /// It was told what it lost, and may have become a member again with that.
    var mayBeBack = false

    init(name: String, number: Int, session: any GroupSession, lastPoll: Int64) {
        self.name = name
        label = "\(name)#\(number)"
        self.session = session
        self.lastPoll = lastPoll
    }

    var held: Set<TopicPartition> { lettingGo.union(positions.keys) }

    func letGo() {
        if let open, !open.touched.isDisjoint(with: lettingGo) { open.spansRelease = true }
        paused.subtract(lettingGo)
        lettingGo = []
    }

    func drop() {
        if let open { open.spansRelease = open.spansRelease || !open.touched.isEmpty }
        positions = [:]
        lettingGo = []
        lostMeanwhile = []
        paused = []
    }
}

/// A record as text, to be compared and shown.
struct ToldRecord: Equatable, CustomStringConvertible {
    var offset: Offset?
    var timestamp: Timestamp
    var key: String?
    var value: String?
    var headers: [UInt8]

    var withoutOffset: ToldRecord {
        var copy = self
        copy.offset = nil
        return copy
    }

    var description: String {
        "\(offset?.description ?? "-") \(timestamp.milliseconds) \(key ?? "null") \(value ?? "null") \(headers)"
    }
}

extension Record {
    var told: ToldRecord {
        ToldRecord(
            offset: offset,
            timestamp: timestamp,
            key: key.map { EventLogText.text($0) },
            value: value.map { EventLogText.text($0) },
            headers: Array(headers.encoded)
        )
    }
}

extension Post {
    var told: ToldRecord {
        ToldRecord(
            offset: nil,
            timestamp: timestamp,
            key: key.map { EventLogText.text($0) },
            value: value.map { EventLogText.text($0) },
            headers: Array(headers.encoded)
        )
    }
}

/// Inside `Record`, `text` is a property.
private enum EventLogText {
    static func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same on every machine.
struct ConformanceRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// From 0 up to but not including the bound, which must be positive.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
