public import EventLog
import Foundation

/// Exactly what a redrive will send, in a file that people can read and that is approved by its digest.
///
/// The first line is JSON: what was asked, what the log looked like, and the counts. Each further line is one record, in the
/// order of sending; the last says how many there are.
public struct RedrivePlan: Sendable {
    public enum Action: String, Sendable {
        case send
        case park
    }

    /// One record of the plan.
    public struct Entry: Sendable, Equatable {
        public var action: Action
        public var partition: Partition
        public var offset: Offset
        public var target: TopicPartition
        /// How often the record will have been sent again then.
        public var attempt: Int
        /// When it came, in the order of sending: never earlier than the entry before it of its partition.
        public var due: Timestamp
        var identity: Digest
        var digest: Digest
    }

    /// How many records of a kind there are.
    public struct Count: Codable, Sendable, Equatable {
        public var reason: String
        /// Where they go, or why they do not.
        public var outcome: String
        public var records: Int

        public init(reason: String, outcome: String, records: Int) {
            self.reason = reason
            self.outcome = outcome
            self.records = records
        }
    }

    public struct Head: Codable, Sendable, Equatable {
        public var format: Int
        public var prefix: String
        /// Milliseconds since 1970 UTC.
        public var madeAt: Int64
        public var source: String
        public var request: RedriveRequest
        /// The end of each partition of each target, up to which the plan has looked for the same events.
        public var marks: [String: [Int64]]
        public var window: Int
        public var selected: Int
        public var untouched: Int
        public var send: Int
        public var park: Int
        public var edited: Int
        public var sent: [Count]
        public var skipped: [Count]
    }

    public static let format = 1
    public var head: Head
    public var entries: [Entry]

    public init(head: Head, entries: [Entry]) {
        self.head = head
        self.entries = entries
    }

    public var skippedCount: Int { head.skipped.reduce(0) { $0 + $1.records } }

    /// How long sending takes at the least, at the asked rate; `nil`: as fast as it goes.
    public var millisecondsMin: Int64? {
        head.request.ratePerSecond.map { (Int64(entries.count) * 1000 + Int64($0) - 1) / Int64($0) }
    }

    // MARK: The file

    public func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes = Array(try encoder.encode(head))
        bytes.append(UInt8(ascii: "\n"))
        for entry in entries { bytes.append(contentsOf: Self.line(entry).utf8) }
        bytes.append(contentsOf: "end \(entries.count)\n".utf8)
        return bytes
    }

    private static func line(_ entry: Entry) -> String {
        "\(entry.action.rawValue) \(entry.partition)/\(entry.offset) \(entry.target.topic)/\(entry.target.partition) "
            + "\(entry.attempt) \(entry.due.milliseconds) \(entry.identity) \(entry.digest)\n"
    }

    /// What an approval names.
    public static func digest(of file: [UInt8]) -> String { DigestBuilder.sha256(file) }

    /// Reads a plan's file.
    public init(encoded file: [UInt8]) throws(ReplayRefusal) {
        func damaged(_ what: String) -> ReplayRefusal {
            ReplayRefusal(.noPlan, "The plan does not read: \(what)", remedy: "Make a new one with a dry run.")
        }
        let lines = file.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first else { throw damaged("it is empty") }
        do {
            head = try JSONDecoder().decode(Head.self, from: Data(first))
        } catch {
            throw damaged("its first line is no head of a plan (\(error))")
        }
        guard head.format == Self.format else {
            throw damaged("it has format \(head.format), and this program reads format \(Self.format)")
        }
        entries = []
        entries.reserveCapacity(lines.count)
        for (number, line) in lines.dropFirst().dropLast().enumerated() {
            guard let entry = Self.entry(String(decoding: line, as: UTF8.self)) else {
                throw damaged("line \(number + 2) is no record of a plan")
            }
            entries.append(entry)
        }
        guard lines.count > 1, let last = lines.last, last.elementsEqual("end \(entries.count)".utf8),
            file.last == UInt8(ascii: "\n")
        else {
            throw damaged("it is cut short")
        }
    }

    private static func entry(_ line: String) -> Entry? {
        let parts = line.split(separator: " ")
        guard parts.count == 7, let action = Action(rawValue: String(parts[0])) else { return nil }
        let place = parts[1].split(separator: "/")
        guard place.count == 2, let partition = Int32(place[0]), let offset = Int64(place[1]),
            let slash = parts[2].lastIndex(of: "/"),
            let targetPartition = Int32(parts[2][parts[2].index(after: slash)...]),
            let attempt = Int(parts[3]), let due = Int64(parts[4]), let identity = Digest(parts[5]),
            let digest = Digest(parts[6])
        else { return nil }
        return Entry(
            action: action,
            partition: Partition(partition),
            offset: Offset(offset),
            target: TopicPartition(TopicName(String(parts[2][..<slash])), Partition(targetPartition)),
            attempt: attempt,
            due: Timestamp(milliseconds: due),
            identity: identity,
            digest: digest
        )
    }
}
