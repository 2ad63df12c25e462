public import DeskStreams
import Desks
import EventLog
import GreenChannelModel
public import Streams

/// The whole channel in a simulation: the five real desks, people who say and report all sorts of things, and what must
/// hold of the records that they leave, judged by other code than the desks' own.
public enum ChannelScenario {
    public static let topology = ChannelTopology(prefix: "simulation", partitionCountDefault: 2)

    /// Short of a day, so that lots, slots and vehicles come and go while things still fail.
    public static func settings(crashes: SimulationSettings.Crashes = .perMille(6)) -> SimulationSettings {
        var settings = SimulationSettings()
        settings.turns = 500
        settings.rest = .oneSteadyLane
        settings.crashes = crashes
        settings.lanesPerProcess = 1
        settings.leapsPerMille = 4
        settings.leapMillisecondsMax = Instant.hours(4)
        // Beyond the month in which crates may come back.
        settings.horizonMilliseconds = Instant.days(90)
        return settings
    }

    /// - Parameter fault: what is wrong with one of the desks; for tests of the checks.
    public static func application(_ fault: PlantedFault? = nil) -> StreamApplication {
        let factory = DeskFactory(decisionWindowMilliseconds: 200)
        return ChannelApplication(topology: topology) { name, _ in
            let desk = factory.make(name)
            guard let fault, fault.desk == name else { return desk }
            return fault.planted(in: desk)
        }.application
    }

    /// - Parameter actions: how often somebody outside does something.
    public static func scenario(
        actions: Int = 40,
        application: StreamApplication = application()
    ) -> Simulation.Scenario {
        let model = ChannelScenarioModel(topology)
        var workload = ChannelScenarioWorkload(topology: topology, actions: actions)
        var batches: [RecordBatch] = []
        return Simulation.Scenario(
            workload: { random, now in workload.next(&random, now, model) },
            invariant: { view in
                let new = try view.newRecords()
                batches += new
                try model.check(new, view)
            },
            outcome: { view in
                let new = try view.newRecords()
                batches += new
                try model.check(new, view)
                try model.checkAtRest(view)
                let fold = FoldChecker(application, topics: topology.topicSettings, isInput: isInput)
                try fold.check(batches, view)
            }
        )
    }

    /// Runs one seed from the first offer until nothing is left to happen.
    public static func run(
        seed: UInt64,
        settings: SimulationSettings = settings(),
        fault: PlantedFault? = nil
    ) throws -> SimulationReport {
        let application = application(fault)
        return try Simulation.run(
            seed: seed,
            application: application,
            topics: topology.topicSettings,
            settings: settings,
            scenario: scenario(application: application)
        )
    }

    /// Whether no desk wrote a record: it came from outside, or is a timer.
    static func isInput(_ record: Record) -> Bool {
        if record.headers[DeadLetter.Header.reason] != nil { return false }
        let origin = RecordOrigin(record.headers)
        return origin.isTimer || origin.cause == nil
    }
}

/// Where a record comes from, as its headers say.
struct RecordOrigin {
    /// The record of an inbox that made a desk post this one, and which post of it this was.
    struct Cause {
        var place: RecordPlace
        var number: Int
    }

    private(set) var kind: RecordKind?
    private(set) var id: Bytes?
    private(set) var cause: Cause?
    var isTimer: Bool { kind == .timerFired && isOfDesk }
    private var isOfDesk = false

    init(_ headers: Headers) {
        headers.forEach { name, value in
            guard let value else { return }
            if name.elementsEqual(EventHeader.type.utf8) { kind = RecordKind(eventType: value) }
            if name.elementsEqual(EventHeader.id.utf8) { id = value }
            if name.elementsEqual(EventHeader.source.utf8) { isOfDesk = value.starts(with: "greenchannel/".utf8) }
        }
        guard isOfDesk, let id else { return }
        let parts = String(decoding: id, as: UTF8.self).split(separator: "/")
        guard parts.count == 4, let topic = Topic(rawValue: String(parts[0])), let partition = Int32(parts[1]),
            let offset = Int64(parts[2]), let number = Int(parts[3])
        else { return }
        cause = Cause(place: RecordPlace(topic: topic, partition: partition, offset: offset), number: number)
    }
}

/// Where a record stands.
struct RecordPlace: Hashable, CustomStringConvertible {
    var topic: Topic
    var partition: Int32
    var offset: Int64

    var description: String { "\(topic.rawValue)/\(partition)/\(offset)" }
}
