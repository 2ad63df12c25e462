import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

/// Follows the cases that one run of `submit` posted.
struct CaseWatch {
    private let story: Story
    private let asJSON: Bool
    private var journal: JournalReading
    private var notices: NoticeReading
    private var deadLetters: DeadLetterReading
    /// By where an unanswered alert stands: the number that it gets if it becomes a case of its own.
    private var open: [String: String] = [:]
    /// Cases whose story is not over.
    private var lots: Set<String> = []
    /// Cases of which a fact has said that they are settled, whether or not their notice was seen before it.
    private var settled: Set<String> = []

    init(_ opened: OpenedLog, _ story: Story, asJSON: Bool) throws {
        self.story = story
        self.asJSON = asJSON
        journal = try JournalReading(opened, from: .end)
        notices = try NoticeReading(opened)
        deadLetters = try DeadLetterReading(opened)
    }

    private struct Posted: Encodable {
        var id: String?
        var caseNumber: String
        var partition: Int32
        var offset: Int64
    }

    private struct Refused: Encodable {
        var caseNumber: String
        var reason: String
    }

    mutating func posted(_ line: AlertLine, at place: (TopicPartition, Offset)) throws {
        let (partition, offset) = (place.0.partition.rawValue, place.1.rawValue)
        let number = CaseNumber(partition: partition, offset: offset).description
        open[DeadLetterReading.place(.alerts, partition, offset)] = number
        if asJSON {
            try Terminal.print(
                json: Posted(id: line.id, caseNumber: number, partition: partition, offset: offset)
            )
        } else {
            Terminal.print(number)
        }
    }

    /// Tells what is answered and what becomes of the lots, until every one is settled.
    /// - Returns: how many alerts were refused.
    mutating func wait(seconds: Double) throws -> Int {
        let deadline = Date().addingTimeInterval(seconds)
        var refused = 0
        while !open.isEmpty || !lots.isEmpty {
            guard Date() < deadline else {
                let waiting = (Array(open.values) + lots).sorted().prefix(5).joined(separator: ", ")
                throw CommandFailure(
                    "not settled after \(Int(seconds)) s: \(open.count + lots.count), such as \(waiting). Is a worker running "
                        + "on this log? All goes on without this command: see `greenchannel journal <case>`."
                )
            }
            try hear()
            refused += try refusals()
            try tell()
            // The desks run in another process: there is nothing to wait on but time.
            Thread.sleep(forTimeInterval: 0.05)
        }
        return refused
    }

    private mutating func hear() throws {
        for notice in try notices.news() where open[notice.idempotencyKey] != nil {
            Terminal.error("→ \(Terminal.inert(notice.text, max: 200))")
            // Who is told of no case is refused: the dead letter ends the wait.
            guard !notice.lot.isEmpty else { continue }
            open[notice.idempotencyKey] = nil
            if !settled.contains(notice.lot) { lots.insert(notice.lot) }
        }
    }

    private mutating func refusals() throws -> Int {
        var count = 0
        for letter in try deadLetters.news() {
            guard let number = open.removeValue(forKey: letter.place) else { continue }
            count += 1
            if asJSON {
                try Terminal.print(json: Refused(caseNumber: number, reason: letter.reason))
            } else {
                let detail = Terminal.inert(letter.detail, max: 200)
                Terminal.error("\(number) refused (\(Terminal.inert(letter.reason, max: 40))): \(detail)")
            }
        }
        return count
    }

    private mutating func tell() throws {
        for fact in try journal.news() {
            let lot = fact.entry.lot
            if lots.contains(lot) || open.values.contains(lot) {
                Terminal.print(asJSON ? try JournalJSON.line(fact) : story.line(fact.entry, at: fact.at))
            }
            if Self.isSettled(fact.entry) {
                lots.remove(lot)
                settled.insert(lot)
            }
        }
    }

    /// Nothing is left to be placed, or the sender must say something first.
    private static func isSettled(_ fact: JournalEntry) -> Bool {
        switch fact.event {
        case "ENDED", "ASKED", "HELD", "REPEATED": true
        case "AWARDED", "CARRIAGE_AWARDED", "CORRECTED", "DELIVERED", "SETTLED_BY_DEFAULT":
            fact.hasBalance && fact.balance.unplaced == 0 && fact.balance.held == 0
        default: false
        }
    }
}
