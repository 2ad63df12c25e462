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

    /// Keys of records begin with byte 1, which no text does; the digest's sixteen bytes follow, big-endian.
    static func recordKey(_ identity: Digest) -> Bytes {
        var key: [UInt8] = [1]
        key.reserveCapacity(17)
        for word in [identity.high, identity.low] {
            withUnsafeBytes(of: word.bigEndian) { key.append(contentsOf: $0) }
        }
        return key[...]
    }

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
    /// What the ledger says of one run and of who is running, apart from what was sent.
    struct Contents {
        var lock: Lock?
        var progress: Progress?
        private let run: Bytes?

        init(run digest: String?) { run = digest.map { ReplayLedger.progressKey(ofRun: $0) } }

        /// - Parameter visit: told how often a record was sent again.
        mutating func take(key: Bytes, value: Bytes, _ visit: (Digest, Sendings) throws -> Void) throws {
            if let identity = ReplayLedger.identity(ofKey: key) {
                if let sendings = ReplayLedger.sendings(value) { try visit(identity, sendings) }
            } else if key == ReplayLedger.lockKey {
                lock = try ReplayLedger.decoded(Lock.self, value)
            } else if key == run {
                progress = try ReplayLedger.decoded(Progress.self, value)
            }
        }
    }

    /// The ledger as it stands; empty where the log has none yet.
    @discardableResult
    static func read(
        _ log: any EventLog,
        _ topology: ChannelTopology,
        run: String? = nil,
        _ visit: (Digest, Sendings) throws -> Void = { _, _ in }
    ) throws -> Contents {
        var contents = Contents(run: run)
        guard try log.topics().contains(where: { $0.name == topology.replayLedgerName }) else { return contents }
        let reader = try log.reader()
        try reader.ledger(TopicPartition(topology.replayLedgerName, Partition(0))) { key, value in
            try contents.take(key: key, value: value, visit)
        }
        return contents
    }
}
