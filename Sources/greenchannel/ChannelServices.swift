import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Logging
import ServiceLifecycle
import Streams
import UnixSignals

/// Runs desks, with whatever stands beside them, until a signal or the end of one of them.
struct ChannelServices {
    let opened: OpenedLog
    let desks: [DeskName]
    let options: WorkerOptions

    func run(beside services: [any Service] = []) async throws {
        var logger = Logger(label: "greenchannel")
        logger.logLevel = services.isEmpty ? .info : .warning
        let factory = DeskFactory(decisionWindowMilliseconds: options.decisionWindow)
        let channel = ChannelApplication(topology: opened.topology, desks: desks) { desk, _ in factory.make(desk) }
        let lanes = LaneService(
            log: opened.log,
            application: channel.application,
            settings: try options.settings(),
            logger: logger
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: ([lanes] + services).map {
                    // What stands beside the lanes may end first; the lanes go on.
                    .init(
                        service: $0,
                        successTerminationBehavior: $0 is LaneService ? .gracefullyShutdownGroup : .ignore
                    )
                },
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        try await group.run()
        opened.log.close()
    }
}
