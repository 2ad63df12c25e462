import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

/// Who decides what, and why: stands in the journal for ever.
struct OperatorSignature: ParsableArguments {
    @OptionGroup var log: LogOptions

    @Option(help: "Who decides this.")
    var by: String

    @Option(help: "Why. It stands in the lot's journal.")
    var why: String

    @Flag(help: "Wait until the desk has taken it. Exit code 3: it was refused.")
    var wait = false

    @Flag(help: "Where it was posted, as JSON.")
    var json = false

    private struct Posted: Encodable {
        var topic: String
        var partition: Int32
        var offset: Int64
    }

    func validate() throws {
        if by.isEmpty || by.utf8.count > 100 { throw ValidationError("--by must have 1 to 100 bytes") }
        if why.isEmpty || why.utf8.count > 500 { throw ValidationError("--why must have 1 to 500 bytes") }
    }

    func post(key: String, _ body: RecordBody) throws {
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let record = TimedRecord(at: .now, topic: .lots, key: key, body: body)
        let posts = opened.topology.posts(of: record, id: UUID().uuidString, source: "greenchannel/operator")
        var watch = try DecisionWatch(opened)
        let places = try opened.log.append(posts)
        for (place, offset) in places {
            guard json else {
                Terminal.print("posted to \(place) at \(offset)")
                continue
            }
            try Terminal.print(
                json: Posted(
                    topic: place.topic.rawValue,
                    partition: place.partition.rawValue,
                    offset: offset.rawValue
                )
            )
        }
        guard wait, let refusal = try watch.refusal(of: places) else { return }
        Terminal.error("refused (\(refusal.reason)): \(Terminal.inert(refusal.detail))")
        throw ExitCodes.foundSomethingWrong
    }
}

/// A decision on one lot.
struct OperatorDecision: ParsableArguments {
    @Argument(help: "The lot's case number.", transform: Self.caseNumber)
    var lot: String

    @OptionGroup var signature: OperatorSignature

    @Sendable
    static func caseNumber(_ text: String) throws -> String {
        guard let number = CaseNumber(text) else {
            throw ValidationError("'\(Terminal.inert(text))' is no case number; is a character mistyped?")
        }
        return number.description
    }

    func post<Decided: OperatorRecord>(
        _ body: (Decided) -> RecordBody,
        _ fill: (inout Decided) -> Void = { _ in }
    ) throws {
        var record = Decided()
        record.lot = lot
        record.by = signature.by
        record.why = signature.why
        fill(&record)
        try signature.post(key: lot, body(record))
        // It is a record like any other: the desk takes it when a worker runs, and may refuse it.
        if !signature.json { Terminal.error("what comes of it: greenchannel journal \(lot)") }
    }
}
