import DeskStreams
import EventLog
import Foundation

/// What stands in the ledger beside the topic of replays: how far each run has come, how often each record was sent again,
/// and who is replaying at this moment. It changes in the same transactions that send.
enum ReplayLedger {
    /// How far one approved plan has come.
    struct Progress: Codable, Equatable {
        enum Status: String, Codable {
            case running, interrupted, done, cancelled
        }

        var status: Status
        /// The number of the plan's first entry that is not sent yet.
        var next: Int
        var sent: Int
        var parked: Int
        var startedAt: Int64
    }

    /// Who holds the seat. It beats while whoever holds it lives.
    struct Lock: Codable, Equatable {
        var run: String
        var by: String
        var member: String
        var beat: Int
    }

    /// How often a record was sent again, and whether it is parked now.
    struct Sendings: Equatable {
        var count: Int
        var isParked: Bool
    }

    static let lockKey: Bytes = Array("lock".utf8)[...]

    static func progressKey(ofRun digest: String) -> Bytes { Array("run/\(digest)".utf8)[...] }

    /// Keys of records begin with byte 1, which no text does.
    static func recordKey(_ identity: Digest) -> Bytes { ([1] + identity.bytes)[...] }

    static func identity(ofKey key: Bytes) -> Digest? {
        guard key.count == 17, key.first == 1 else { return nil }
        func word(_ bytes: Bytes) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        return Digest(high: word(key.dropFirst().prefix(8)), low: word(key.suffix(8)))
    }

    static func value(of sendings: Sendings) -> Bytes {
        Array("\(sendings.count)\(sendings.isParked ? "p" : "")".utf8)[...]
    }

    static func sendings(_ value: Bytes) -> Sendings? {
        let isParked = value.last == UInt8(ascii: "p")
        let digits = String(decoding: isParked ? value.dropLast() : value, as: UTF8.self)
        return Int(digits).map { Sendings(count: $0, isParked: isParked) }
    }

    static func encoded(_ value: some Encodable) throws -> Bytes {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))[...]
    }

    static func decoded<Value: Decodable>(_ type: Value.Type, _ bytes: Bytes) throws(ReplayRefusal) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw ReplayRefusal(
                .noPlan,
                "The ledger of replays holds an entry that does not read (\(error))",
                remedy: "Run the version that wrote it, or a newer one."
            )
        }
    }
}

extension ReplayLedger {
    /// The part of the ledger that matters to one plan.
    struct Contents {
        var lock: Lock?
        var progress: Progress?
        /// Of the identities asked for.
        var sendings: [Digest: Sendings] = [:]
        private let run: Bytes?
        private let wanted: (Digest) -> Bool

        init(run digest: String?, wanted: @escaping (Digest) -> Bool) {
            run = digest.map { ReplayLedger.progressKey(ofRun: $0) }
            self.wanted = wanted
        }

        mutating func take(key: Bytes, value: Bytes) throws(ReplayRefusal) {
            if let identity = ReplayLedger.identity(ofKey: key) {
                guard wanted(identity) else { return }
                sendings[identity] = ReplayLedger.sendings(value)
            } else if key == ReplayLedger.lockKey {
                lock = try ReplayLedger.decoded(Lock.self, value)
            } else if key == run {
                progress = try ReplayLedger.decoded(Progress.self, value)
            }
        }
    }

    /// The ledger as it stands; empty where the log has none yet.
    static func read(
        _ log: any EventLog,
        _ topology: ChannelTopology,
        run: String?,
        wanted: @escaping (Digest) -> Bool
    ) throws -> Contents {
        var contents = Contents(run: run, wanted: wanted)
        guard try log.topics().contains(where: { $0.name == topology.replayLedgerName }) else { return contents }
        let reader = try log.reader()
        try reader.ledger(TopicPartition(topology.replayLedgerName, Partition(0))) { key, value in
            try contents.take(key: key, value: value)
        }
        return contents
    }
}
