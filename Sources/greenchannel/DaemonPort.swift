import CoreMetrics
import Gateway
import Logging
import ServiceLifecycle
import Streams
import Synchronization
import Telemetry

/// The HTTP port of a worker, with the metrics that it shows. Made once in a process, before anything is counted.
final class DaemonPort: Sendable {
    /// A lane that has begun no step for so long is stuck in a call, and only a restart helps.
    private static let stuckAfterMilliseconds: Int64 = 120_000

    private let address: HTTPAddress
    private let log: DaemonLog
    private let metrics: PrometheusMetrics
    private let process = ProcessFigures()
    private let listening = Mutex<HTTPAddress?>(nil)

    init(address: HTTPAddress, log: DaemonLog) {
        self.address = address
        self.log = log
        metrics = PrometheusMetrics(help: StreamMetrics.all.map { PrometheusMetrics.Help($0.name, $0.help) })
        MetricsSystem.bootstrap(metrics)
    }

    /// Where it listens in fact; `nil`: not yet.
    var listensAt: HTTPAddress? { listening.withLock { $0 } }

    func server(_ standing: WorkerStanding) -> DaemonServer {
        let (metrics, process) = (metrics, process)
        return DaemonServer(
            address: address,
            sources: DaemonServer.Sources(
                ailments: {
                    standing.lanes(silentFor: Self.stuckAfterMilliseconds).map {
                        "lane \($0) has begun no step for \(Self.stuckAfterMilliseconds / 1000) s"
                    }
                },
                obstacles: { standing.obstacles },
                metrics: { metrics.text() + process.text() },
                metricsType: PrometheusMetrics.mediaType
            ),
            logger: log.logger
        ) { [self] address in
            listening.withLock { $0 = address }
            log.logger.info("probes and metrics are served", metadata: ["http": "\(address)"])
        }
    }
}
