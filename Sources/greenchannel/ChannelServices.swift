import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Gateway
import Logging
import ServiceLifecycle
import Streams
import Telemetry

/// Runs desks, with whatever stands beside them, until they are asked to stop or one of them ends.
struct ChannelServices {
    let opened: OpenedLog
    let desks: [DeskName]
    let options: WorkerOptions
    let http: HTTPAddress?
    let log: DaemonLog
    let signals: StopSignals

    func run(beside services: [any Service] = []) async throws {
        let settings = try options.settings(gatherMilliseconds: opened.gatherMilliseconds)
        let port = http.map { DaemonPort(address: $0, log: log) }
        logSettings(settings)
        let lanes = lanes(settings)
        let watch = WorkerWatch(
            opened,
            settings: settings,
            standing: lanes.standing,
            port: port,
            logger: log.logger
        )
        // Told to stop in the opposite order: the lanes first, so that nothing delays their leaving, the port last.
        var parts: [any Service] = []
        if let port { parts.append(port.server(lanes.standing)) }
        parts.append(watch.service())
        parts += services
        parts.append(lanes)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: parts.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0,
                        // What stands beside the lanes may end first; the lanes go on.
                        successTerminationBehavior: $0 is LaneService ? .gracefullyShutdownGroup : .ignore,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                logger: log.logger
            )
        )
        await signals.stop(group)
        // Asked while the log was being opened: nothing has begun that would need an end.
        if !signals.isAsked { try await group.run() }
        // After a failure a lane may still be in a call on it: then the end of the process closes it.
        opened.log.close()
    }

    private func lanes(_ settings: WorkerSettings) -> LaneService {
        let factory = DeskFactory(decisionWindowMilliseconds: options.decisionWindow)
        let channel = ChannelApplication(topology: opened.topology, desks: desks) { desk, _ in factory.make(desk) }
        return LaneService(log: opened.log, application: channel.application, settings: settings, logger: log.logger)
    }

    /// What is in force, whatever it was set by; nothing of it is secret. The lanes tell theirs themselves.
    private func logSettings(_ settings: WorkerSettings) {
        log.logger.info(
            "channel starts",
            metadata: [
                "version": "\(GreenChannel.configuration.version)",
                "log": "\(opened.path)",
                "prefix": "\(opened.topology.prefix)",
                "partitions": "\(opened.topology.partitionCountDefault)",
                "desks": "\(desks.map(\.rawValue).joined(separator: ","))",
                "decisionWindowMilliseconds": "\(options.decisionWindow)",
                "http": "\(http?.description ?? "none")",
            ]
        )
    }
}
