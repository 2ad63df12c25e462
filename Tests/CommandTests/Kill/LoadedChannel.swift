import DeskStreams
import Desks
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import KafkaLog
import Replay
import TestKit
import Testing

/// A log that other processes work on, while this one posts offers and alerts to it and watches.
final class LoadedChannel {
    enum Store {
        /// A file of its own.
        case file
        /// Topics of a prefix of its own on the test broker.
        case kafka
    }

    let folder: TemporaryFolder
    let topology: ChannelTopology
    let store: Store
    private let log: any EventLog
    private var stream: AlertStream
    private var lots: [(said: AlertText, caseNumber: String)] = []
    private var vouched = 0
    private var recordCount = 0
    private(set) var alerts: [PostedAlert] = []

    let logURL: String

    init(seed: UInt64, on store: Store = .file) throws {
        folder = try TemporaryFolder()
        stream = AlertStream(seed: seed)
        self.store = store
        switch store {
        case .file:
            topology = ChannelTopology()
            logURL = "file:\(folder.path("channel.db"))"
            log = try EmbeddedLog(path: folder.path("channel.db"))
        case .kafka:
            let broker = try TestBroker.bootstrap()
            topology = ChannelTopology(prefix: "kill-\(seed)-\(UUID().uuidString.prefix(8).lowercased())")
            logURL = "kafka://\(broker)"
            var stated = KafkaProperties()
            for (name, value) in TestBroker.properties { stated.set(name, value) }
            var settings = try KafkaSettings(bootstrap: broker, properties: stated)
            settings.topicPrefix = topology.prefix + "."
            log = try KafkaLog(settings)
        }
        try log.createTopics(topology.topicSettings)
    }

    deinit { log.close() }

    private static let decisionWindowMilliseconds: Int64 = 200

    /// Starts a process on this log.
    func start(_ command: String, name: String? = nil, _ more: String...) throws -> CommandProcess {
        try start(command, name: name, more: more)
    }

    func start(_ command: String, name: String? = nil, more: [String]) throws -> CommandProcess {
        // Brokers take no session time-out below 6 s.
        let session = store == .file ? "1000" : "6000"
        let window = "\(Self.decisionWindowMilliseconds)"
        let kafka = store == .file ? [] : TestBroker.properties.flatMap { ["--kafka", "\($0.name)=\($0.value)"] }
        let options = ["--session-timeout", session, "--decision-window", window, "--commit-interval", "20"]
        return try CommandProcess(
            [command, "--log", logURL, "--prefix", topology.prefix] + options + kafka
                + (name.map { ["--name", $0] } ?? [])
                + more,
            in: folder
        )
    }

    // MARK: Load

    /// Posts the shipped offers as if it were nine in the morning of their first day, whatever the hour is, and has a
    /// worker announce them, so that the first lot finds them.
    func openOffers() throws {
        let (file, errors) = SampleData.offers()
        guard errors.isEmpty else { throw CommandTestFailure("the sample offers do not read: \(errors)") }
        let now = Self.now
        let offers = file.shifted(toEpoch: now.advanced(byMilliseconds: -Instant.hours(9)))
        try post(
            offers.records.filter { $0.at <= now }
                .map { TimedRecord(at: now, topic: $0.topic, key: $0.key, body: $0.body) }
        )
        let worker = try start("worker")
        try eventually("every offer is announced") { try lag() == 0 }
        worker.send(SIGTERM)
        let ending = try worker.waitForEnd()
        guard ending == .exit(0) else { throw CommandTestFailure("the worker ended with \(ending): \(worker.errors)") }
    }

    /// Posts alerts, and vouches for about half of the lots that were posted before.
    func postAlerts(_ count: Int) throws {
        try vouch()
        let texts = (0..<count).map { _ in stream.next(earlier: lots) }
        try post(texts)
    }

    /// Says that every other new lot is real, so that public outlets take it, too.
    private func vouch() throws {
        var records: [TimedRecord] = []
        for (index, lot) in lots[vouched...].enumerated() where index % 2 == 0 {
            var message = LotVerified()
            message.lot = lot.caseNumber
            message.by = "operator"
            message.why = "seen"
            records.append(TimedRecord(at: Self.now, topic: .lots, key: message.lot, body: .lotVerified(message)))
        }
        vouched = lots.count
        try post(records)
    }

    func post(_ texts: [AlertText]) throws {
        let places = try post(
            texts.map { said in
                var alert = UnsoldAlert()
                alert.text = said.text
                return TimedRecord(at: Self.now, topic: .alerts, key: said.sender, body: .unsoldAlert(alert))
            }
        )
        for (said, place) in zip(texts, places) {
            let alert = PostedAlert(partition: place.0.partition, offset: place.1, fate: said.fate)
            alerts.append(alert)
            if said.fate == .lot { lots.append((said, alert.caseNumber)) }
        }
    }

    @discardableResult
    private func post(_ records: [TimedRecord]) throws -> [(TopicPartition, Offset)] {
        try log.append(
            records.flatMap { record in
                recordCount += 1
                return topology.posts(of: record, id: "test/\(recordCount)", source: "greenchannel/test")
            }
        )
    }

    /// Writes a record of a topic once more, as a desk would that takes a decision twice.
    func copyFirstRecord(of topic: Topic, kind: RecordKind) throws {
        let reader = try log.reader()
        for partition in topology.partitions(of: topic) {
            var copy: Post?
            try reader.forEachRecord(of: partition) { record in
                guard copy == nil, let type = record.headers[EventHeader.type], RecordKind(eventType: type) == kind
                else { return }
                copy = Post(
                    topic: partition.topic,
                    partition: partition.partition,
                    timestamp: record.timestamp,
                    key: record.key,
                    value: record.value,
                    headers: record.headers
                )
            }
            guard let copy else { continue }
            try log.append([copy])
            return
        }
        throw CommandTestFailure("no \(kind) is in \(topic)")
    }

    private static var now: Instant { Instant(milliseconds: EmbeddedLog.wallClock().milliseconds) }

    // MARK: Watching

    /// Records that the desks have taken, over all of them.
    func recordsTaken() throws -> Int64 {
        try log.reader().positions(ofGroup: topology.groupName).values.reduce(0) { $0 + $1.rawValue }
    }

    /// Records that wait for their desks.
    func lag() throws -> Int64 {
        let reader = try log.reader()
        let positions = try reader.positions(ofGroup: topology.groupName)
        return try DeskName.allCases.flatMap { topology.partitions(of: $0.inbox) }.reduce(0) { sum, inbox in
            sum + (try reader.backlog(of: inbox, from: positions[inbox] ?? .zero))
        }
    }

    func audit() throws -> ChannelAudit {
        var audit = ChannelAudit()
        try audit.read(log.reader(), topology)
        return audit
    }

    /// Takes every decision again while the workers go on.
    func verify() throws -> VerificationReport {
        let factory = DeskFactory(decisionWindowMilliseconds: Self.decisionWindowMilliseconds)
        let channel = ChannelApplication(topology: topology) { desk, _ in factory.make(desk) }
        let settings = LogVerification.Settings(patienceMilliseconds: 10_000)
        return try LogVerification(log, topology, channel.application, settings: settings) {
            Thread.sleep(forTimeInterval: 0.05)
        }.run()
    }

    func reader() throws -> any LogReader { try log.reader() }

    func account() throws -> AlertAccount { try AlertAccount(of: alerts, log.reader(), topology) }

    /// Waits until no bid waits for its answer, and reads the log at a moment when nothing goes on.
    private func restingAudit() throws -> ChannelAudit {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(120)
        while true {
            let taken = try recordsTaken()
            let before = try lag()
            let audit = try before == 0 ? self.audit() : ChannelAudit()
            // An audit reads topic after topic: it says nothing where desks went on meanwhile.
            let isAtRest = try before == 0 && lag() == 0 && recordsTaken() == taken
            if isAtRest, audit.unanswered == 0 { return audit }
            guard clock.now < deadline else {
                let waiting = audit.bids.filter { $0.value.answers == 0 }.sorted { $0.key < $1.key }
                throw CommandTestFailure(
                    "\(before) records wait for their desks, \(try recordsTaken() - taken) were taken during the audit, and "
                        + "\(waiting.count) bids are not answered, such as \(waiting.prefix(3))"
                )
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    /// Waits until all desks are up to date and no bid waits for its answer, then holds the log against what was posted.
    func expectAllIsWell(_ location: SourceLocation = #_sourceLocation) throws {
        try eventually("every alert is taken") { try lag() == 0 }
        try vouch()
        let audit = try restingAudit()
        let account = try account()
        #expect(audit.findings.isEmpty, sourceLocation: location)
        #expect(audit.unanswered == 0, sourceLocation: location)
        #expect(audit.oversoldGrams == 0, sourceLocation: location)
        #expect(account.findings.isEmpty, sourceLocation: location)
        let verified = try verify()
        #expect(verified.findings.isEmpty, sourceLocation: location)
        #expect(verified.posts > audit.bids.count, sourceLocation: location)
        // What found nothing wrong must have had something to look at.
        #expect(account.lots > alerts.count / 2, sourceLocation: location)
        #expect(audit.bids.count > account.lots / 3, "the lots hardly bid", sourceLocation: location)
        print("\(alerts.count) alerts, \(account.lots) lots, \(audit.bids.count) bids, \(audit.records) records")
    }

    /// Asks all processes to stop, then folds every desk again over the inbox that they have left.
    func stopAndFoldAgain(_ processes: [CommandProcess], _ location: SourceLocation = #_sourceLocation) throws {
        for process in processes { process.send(SIGTERM) }
        for process in processes {
            let ending = try process.waitForEnd(seconds: 60)
            #expect(ending == .exit(0), "\(process.errors.suffix(1000))", sourceLocation: location)
        }
        let verified = try verify()
        #expect(verified.findings.isEmpty, sourceLocation: location)
        #expect(verified.records > alerts.count, sourceLocation: location)
    }
}
