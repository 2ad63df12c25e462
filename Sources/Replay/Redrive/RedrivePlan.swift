import Crypto
public import EventLog
public import Foundation

/// Exactly what a redrive will send, in a file that people can read and that is approved by its digest.
///
/// The first line is JSON: what was asked, what the log looked like, and the counts. Each further line is one record, in the
/// order of sending; the last says how many there are. It is read from a copy that nobody else can change, so that memory stays
/// flat and what runs is what was approved.
///
/// `@unchecked Sendable`: nothing changes once it is made, and its file is read at stated places only.
public final class RedrivePlan: @unchecked Sendable {
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

        /// Entries stand in this order, which no two share.
        static func comes(_ left: Entry, before right: Entry) -> Bool {
            (left.due, left.partition, left.offset) < (right.due, right.partition, right.offset)
        }
    }

    public static let format = 1

    public let head: Head
    /// What an approval names: the SHA-256 of the file.
    public let digest: String
    /// How many records it names.
    public let count: Int
    /// When the last of them came; `nil`: there is none.
    let lastDue: Timestamp?
    /// Who they are.
    let identities: IdentityFilter
    /// How many of the selected records it leaves out.
    public let skippedCount: Int
    private let file: TemporaryFile
    /// Where in the file the records' lines stand.
    private let lines: Range<Int>

    /// Takes a plan's bytes, piece by piece, and checks that they are one.
    /// - Parameter bytes: hands over all pieces in order.
    /// - Throws: `ReplayRefusal` that names the line; whatever `bytes` throws.
    public init(_ bytes: (_ take: (Data) throws -> Void) throws -> Void) throws {
        let file = try TemporaryFile()
        var hash = SHA256()
        var size = PlanSize()
        try bytes { piece in
            try size.add(piece)
            hash.update(data: piece)
            try file.append(piece)
        }
        try file.flush()
        digest = DigestBuilder.hex(hash.finalize())
        self.file = file
        var reading = PlanLines(file, 0..<file.count)
        guard let first = try reading.next(bytesMax: PlanSize.headBytesMax, { Data($0) }) else {
            throw Self.damaged("it is empty")
        }
        do {
            head = try JSONDecoder().decode(Head.self, from: first)
        } catch {
            throw Self.damaged("its first line is no head of a plan (\(error))")
        }
        guard head.format == Self.format else {
            throw Self.damaged("it has format \(head.format), and this program reads format \(Self.format)")
        }
        try head.validate()
        skippedCount = Head.sum(head.skipped) ?? 0
        let start = reading.position
        var (count, identities, end, last) = (0, IdentityFilter(), start, Entry?.none)
        while let line = try reading.next({ PlanLine.read($0, like: last) }) {
            switch line {
            case .entry(let entry):
                if let last, !Entry.comes(last, before: entry) {
                    throw Self.damaged("line \(count + 2) does not come after the one before it")
                }
                identities.insert(entry.identity)
                last = entry
                count += 1
                end = reading.position
            case .end(let stated):
                guard stated == count, reading.position == file.count else {
                    throw Self.damaged("its last line does not say that there are \(count) records, or is not the last")
                }
                self.count = count
                self.identities = identities
                lastDue = last?.due
                lines = start..<end
                return
            case .neither: throw Self.damaged("line \(count + 2) is no record of a plan")
            }
        }
        throw Self.damaged("it is cut short")
    }

    static func damaged(_ what: String) -> ReplayRefusal {
        ReplayRefusal(.noPlan, "The plan does not read: \(what)", remedy: "Make a new one with a dry run.")
    }

    /// How long sending takes at the least, at the asked rate; `nil`: as fast as it goes.
    public var millisecondsMin: Int64? {
        head.request.ratePerSecond.map { (Int64(count) * 1000 + Int64($0) - 1) / Int64($0) }
    }

    // MARK: Reading

    /// The records from the one of this number on, the first being 0.
    /// - Parameter tick: called now and then on the way there.
    func entries(from number: Int = 0, tick: () throws -> Void = {}) throws -> PlanEntries {
        try PlanEntries(PlanLines(file, lines), skipping: number, tick: tick)
    }

    /// Visits every record in the order of sending.
    public func forEach(_ visit: (Entry) throws -> Void) throws {
        var entries = try entries()
        while let entry = try entries.next() { try visit(entry) }
    }

    /// Writes the plan to a file, which is there whole or not at all.
    public func write(to path: String) throws(ReplayRefusal) {
        let draft = path + ".part"
        guard FileManager.default.createFile(atPath: draft, contents: nil),
            let handle = FileHandle(forWritingAtPath: draft)
        else { throw Self.cannotWrite(path, String(cString: strerror(errno))) }
        do {
            try file.forEachPiece { try handle.write(contentsOf: Data($0)) }
            try handle.synchronize()
            try handle.close()
        } catch let refusal as ReplayRefusal {
            throw refusal
        } catch {
            throw Self.cannotWrite(path, "\(error)")
        }
        guard rename(draft, path) == 0 else { throw Self.cannotWrite(path, String(cString: strerror(errno))) }
    }

    private static func cannotWrite(_ path: String, _ why: String) -> ReplayRefusal {
        ReplayRefusal(
            .cannotWrite,
            "The plan cannot be written to \(path): \(why)",
            remedy: "Name a file in a folder that you may write to, with --plan-out."
        )
    }
}
