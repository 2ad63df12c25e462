import DeskStreams
import EventLog
import GreenChannelModel
import Replay
import Streams

/// Holds every alert that was posted against what the log says of it: exactly the fate that it must have, exactly once.
struct AlertAccount {
    /// Every way in which what became of the alerts is not what had to become of them.
    private(set) var findings: [String] = []
    private(set) var lots = 0

    private var notices: [String: [String]] = [:]
    private var deadLetters: [String: Int] = [:]
    private var lotsOpened: [String: Int] = [:]
    private var openings: [String: Int] = [:]

    init(of alerts: [PostedAlert], _ reader: any LogReader, _ topology: ChannelTopology) throws {
        try read(reader, topology)
        for alert in alerts { judge(alert) }
        let places = Set(alerts.map(\.place))
        for stranger in Set(notices.keys).union(deadLetters.keys).subtracting(places).sorted() {
            findings.append("\(stranger) was answered, but never posted")
        }
        let cases = Set(alerts.map(\.caseNumber))
        for stranger in Set(lotsOpened.keys).union(openings.keys).subtracting(cases).sorted() {
            findings.append("the lot \(stranger) belongs to no alert")
        }
        lots = lotsOpened.count
    }

    private mutating func read(_ reader: any LogReader, _ topology: ChannelTopology) throws {
        try forEachBody(.notices, reader, topology) { body in
            if case .notice(let notice) = body { notices[notice.idempotencyKey, default: []].append(notice.lot) }
        }
        try forEachBody(.lots, reader, topology) { body in
            if case .lotOpened(let lot) = body { lotsOpened[lot.lot, default: 0] += 1 }
        }
        try forEachBody(.journal, reader, topology) { body in
            if case .journalEntry(let fact) = body, fact.event == "OPENED" { openings[fact.lot, default: 0] += 1 }
        }
        let alerts = topology.name(of: .alerts).rawValue
        for partition in topology.partitions(of: .deadLetters) {
            try reader.forEachRecord(of: partition) { record in
                // What a desk has given up on says its inbox, but no place in it.
                guard record.headers.text(DeadLetter.Header.topic) == alerts,
                    let partition = record.headers.text(DeadLetter.Header.partition),
                    let offset = record.headers.text(DeadLetter.Header.offset)
                else { return }
                deadLetters["alerts/\(partition)/\(offset)", default: 0] += 1
            }
        }
    }

    private func forEachBody(
        _ topic: Topic,
        _ reader: any LogReader,
        _ topology: ChannelTopology,
        _ visit: (RecordBody) -> Void
    ) throws {
        for partition in topology.partitions(of: topic) {
            try reader.forEachRecord(of: partition) { record in
                guard let type = record.headers[EventHeader.type], let kind = RecordKind(eventType: type),
                    let value = record.value
                else { throw CommandTestFailure("\(partition) \(record.offset) is of no known type") }
                visit(try RecordBody(kind, serialized: value))
            }
        }
    }

    private mutating func judge(_ alert: PostedAlert) {
        let number = alert.caseNumber
        let (told, letters, opened): ([String], Int, Int) =
            switch alert.fate {
            case .lot: ([number], 0, 1)
            case .question: ([number], 0, 0)
            case .refusal: ([""], 1, 0)
            case .deadLetter: ([], 1, 0)
            case .repetition(let earlier): ([earlier], 0, 0)
            }
        let wasTold = notices[alert.place] ?? []
        if wasTold != told { findings.append("\(alert.place) \(alert.fate): told \(wasTold), not \(told)") }
        expect(deadLetters[alert.place], letters, "dead letters", alert)
        expect(lotsOpened[number], opened, "lots", alert)
        expect(openings[number], opened, "openings in the journal", alert)
    }

    private mutating func expect(_ found: Int?, _ expected: Int, _ what: String, _ alert: PostedAlert) {
        guard found ?? 0 != expected else { return }
        findings.append("\(alert.place) \(alert.fate): \(found ?? 0) \(what), not \(expected)")
    }
}
