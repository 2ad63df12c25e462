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

    /// The key of a page that says what one transaction has sent: byte 1, with which no text begins, the run, and the number of
    /// the first record. Pages of a run follow each other, so that a log that sorts by key writes them side by side.
    static func pageKey(ofRun digest: String, from number: Int) -> Bytes {
        var key: [UInt8] = [1]
        key.append(contentsOf: digest.utf8.prefix(16))
        withUnsafeBytes(of: UInt64(number).bigEndian) { key.append(contentsOf: $0) }
        return key[...]
    }

    /// Sixteen bytes of identity, four that say how often, and one that is 1 where it is parked; numbers are big-endian.
    private static let sendingsBytes = 16 + 4 + 1

    static func append(_ identity: Digest, _ sendings: Sendings, to page: inout [UInt8]) {
        for word in [identity.high, identity.low] {
            withUnsafeBytes(of: word.bigEndian) { page.append(contentsOf: $0) }
        }
        withUnsafeBytes(of: UInt32(clamping: sendings.count).bigEndian) { page.append(contentsOf: $0) }
        page.append(sendings.isParked ? 1 : 0)
    }

    private static func forEach(in page: Bytes, _ visit: (Digest, Sendings) throws -> Void) throws {
        guard page.count % sendingsBytes == 0 else {
            throw unreadable("a page of \(page.count) bytes")
        }
        try page.withUnsafeBytes { page in
            for start in stride(from: 0, to: page.count, by: sendingsBytes) {
                func word(_ place: Int) -> UInt64 {
                    UInt64(bigEndian: page.loadUnaligned(fromByteOffset: start + place, as: UInt64.self))
                }
                let count = UInt32(bigEndian: page.loadUnaligned(fromByteOffset: start + 16, as: UInt32.self))
                try visit(
                    Digest(high: word(0), low: word(8)),
                    Sendings(count: Int(count), isParked: page[start + 20] == 1)
                )
            }
        }
    }

    /// The key of an entry for one record, as they were written before there were pages: byte 1 and the identity.
    private static let recordKeyBytes = 1 + 16

    /// - Parameter value: how often in decimal digits, then `p` where it is parked.
    private static func sendings(ofRecord key: Bytes, _ value: Bytes) throws(ReplayRefusal) -> (Digest, Sendings) {
        let isParked = value.last == UInt8(ascii: "p")
        let digits = String(decoding: isParked ? value.dropLast() : value, as: UTF8.self)
        guard let count = UInt32(digits) else {
            throw unreadable("a record that was sent '\(digits.prefix(20))' times")
        }
        func word(_ bytes: Bytes) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        let identity = Digest(high: word(key.dropFirst().prefix(8)), low: word(key.suffix(8)))
        return (identity, Sendings(count: Int(count), isParked: isParked))
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
            throw unreadable("\(error)")
        }
    }

    private static func unreadable(_ what: String) -> ReplayRefusal {
        ReplayRefusal(
            .noPlan,
            "The ledger of replays holds an entry that does not read (\(what))",
            remedy: "Run the version that wrote it, or a newer one."
        )
    }
}

extension ReplayLedger {
    /// What the ledger says of one run and of who is running, apart from what was sent.
    struct Contents {
        var lock: Lock?
        var progress: Progress?
        private let run: Bytes?

        init(run digest: String?) { run = digest.map { ReplayLedger.progressKey(ofRun: $0) } }

        /// - Parameter visit: told how often a record was sent again; several times of one that several runs have sent.
        mutating func take(key: Bytes, value: Bytes, _ visit: (Digest, Sendings) throws -> Void) throws {
            if key.first == 1, key.count == ReplayLedger.recordKeyBytes {
                let (identity, sendings) = try ReplayLedger.sendings(ofRecord: key, value)
                try visit(identity, sendings)
            } else if key.first == 1 {
                try ReplayLedger.forEach(in: value, visit)
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
