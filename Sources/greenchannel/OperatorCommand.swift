import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

/// What a county operator says of lots. Every record names who and why, and stands in the journal for ever.
struct OperatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Verify, mark unverifiable, merge, override, cancel, declare an emergency. 县域专员的操作。",
        subcommands: [
            Verify.self, Unverifiable.self, Merge.self, Override.self, Cancel.self, Emergency.self,
        ]
    )

    struct Who: ParsableArguments {
        @OptionGroup var log: LogOptions

        @Option(help: "Who decides this.")
        var by: String

        @Option(help: "Why. It stands in the lot's journal.")
        var why: String

        @Flag(help: "Where it was posted, as JSON.")
        var json = false

        private struct Posted: Encodable {
            var topic: String
            var partition: Int32
            var offset: Int64

            init(topic: String, _ partition: TopicPartition, _ offset: Offset) {
                self.topic = topic
                self.partition = partition.partition.rawValue
                self.offset = offset.rawValue
            }
        }

        func validate() throws {
            if by.isEmpty || by.utf8.count > 100 { throw ValidationError("--by must have 1 to 100 bytes") }
            if why.isEmpty || why.utf8.count > 500 { throw ValidationError("--why must have 1 to 500 bytes") }
        }

        func post(_ topic: Topic, key: String, _ body: RecordBody) throws {
            let opened = try log.openExisting()
            defer { opened.log.close() }
            let record = TimedRecord(at: .now, topic: topic, key: key, body: body)
            let posts = opened.topology.posts(of: record, id: UUID().uuidString, source: "greenchannel/operator")
            for (partition, offset) in try opened.log.append(posts) {
                if json {
                    try Terminal.print(json: Posted(topic: partition.topic.rawValue, partition, offset))
                } else {
                    Terminal.print("posted to \(partition) at \(offset)")
                }
            }
            // It is a record like any other: the desk takes it when a worker runs, and may refuse it.
            let isEmergency = if case .emergencyDeclared = body { true } else { false }
            if !json, !isEmergency { Terminal.error("what comes of it: greenchannel journal \(Terminal.inert(key))") }
        }
    }

    @Sendable
    static func caseNumber(_ text: String) throws -> String {
        guard let number = CaseNumber(text) else {
            throw ValidationError("'\(Terminal.inert(text))' is no case number; is a character mistyped?")
        }
        return number.description
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The lot is real: it may be promoted in public.")
        @Argument(help: "The lot's case number.", transform: OperatorCommand.caseNumber) var lot: String
        @OptionGroup var who: Who

        func run() throws {
            var message = LotVerified()
            message.lot = lot
            message.by = who.by
            message.why = who.why
            try who.post(.lots, key: message.lot, .lotVerified(message))
        }
    }

    struct Unverifiable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Nobody could confirm the lot: never promote it.")
        @Argument(help: "The lot's case number.", transform: OperatorCommand.caseNumber) var lot: String
        @OptionGroup var who: Who

        func run() throws {
            var message = LotUnverifiable()
            message.lot = lot
            message.by = who.by
            message.why = who.why
            try who.post(.lots, key: message.lot, .lotUnverifiable(message))
        }
    }

    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The lot is the same produce as another.")
        @Argument(help: "The lot's case number.", transform: OperatorCommand.caseNumber) var lot: String
        @Option(help: "The case that stays.", transform: OperatorCommand.caseNumber) var into: String
        @OptionGroup var who: Who

        func run() throws {
            var message = LotMerged()
            message.lot = lot
            message.into = into
            message.by = who.by
            message.why = who.why
            try who.post(.lots, key: message.lot, .lotMerged(message))
        }
    }

    struct Override: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Send a quantity to an outlet of your choice.")
        @Argument(help: "The lot's case number.", transform: OperatorCommand.caseNumber) var lot: String
        @Option(help: "The outlet's offer.") var offer: String
        @Option(help: "How much, in kilograms.") var kg: Int64
        @OptionGroup var who: Who

        func validate() throws {
            if !(1...10_000_000).contains(kg) { throw ValidationError("--kg \(kg) must be from 1 to 10,000,000") }
        }

        func run() throws {
            var message = LotOverridden()
            message.lot = lot
            message.offer = offer
            message.grams = Grams.kilograms(kg).rawValue
            message.by = who.by
            message.why = who.why
            try who.post(.lots, key: message.lot, .lotOverridden(message))
        }
    }

    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take the lot back from everywhere.")
        @Argument(help: "The lot's case number.", transform: OperatorCommand.caseNumber) var lot: String
        @OptionGroup var who: Who

        func run() throws {
            var message = LotCancelled()
            message.lot = lot
            message.by = who.by
            message.why = who.why
            try who.post(.lots, key: message.lot, .lotCancelled(message))
        }
    }

    struct Emergency: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lots of a place go first, and to food banks at once, for some hours."
        )
        @Option(help: "Six digits of a county, prefecture or province.") var place: String
        @Option(help: "Only this crop of the catalogue.") var crop = ""
        @Option(help: "For how many hours.") var hours: Int64 = 72
        @OptionGroup var who: Who

        func validate() throws {
            if Adcode(place) == nil { throw ValidationError("--place '\(Terminal.inert(place))' must have six digits") }
            if !(1...2000).contains(hours) { throw ValidationError("--hours \(hours) must be from 1 to 2000") }
            if !crop.isEmpty, CropCatalogue.shipped.crop(id: crop) == nil {
                throw ValidationError("--crop '\(Terminal.inert(crop))' is not in the crop catalogue")
            }
        }

        func run() throws {
            var message = EmergencyDeclared()
            message.place = Adcode(place)?.rawValue ?? 0
            message.crop = crop
            message.until = Instant.now.advanced(byMilliseconds: Instant.hours(hours)).milliseconds
            message.by = who.by
            message.why = who.why
            try who.post(.lots, key: place, .emergencyDeclared(message))
        }
    }
}

extension Instant {
    /// The time of this machine's clock: only at the edge, never in a decision.
    static var now: Instant { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
}
