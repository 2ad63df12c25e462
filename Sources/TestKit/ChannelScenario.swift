public import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Replay
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
        return Simulation.Scenario(
            workload: { random, now in workload.next(&random, now, model) },
            invariant: { view in
                try model.check(try view.newRecords(), view)
            },
            outcome: { view in
                try model.check(try view.newRecords(), view)
                try model.checkAtRest(view)
                let report = try LogVerification(view.log, topology, application).run()
                guard let finding = report.findings.first else { return }
                throw SimulationFailure("\(report.findings.count) findings of `verify`; the first: \(finding)")
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
}
