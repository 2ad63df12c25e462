import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The HTTP port of a daemon: probes for whoever restarts it, metrics for whoever watches it.
///
/// - `/live`: 200 while no restart is called for, else 503.
/// - `/ready`: 200 while it works at its partitions, else 503. Both say why not, a line for each reason.
/// - `/metrics`: Prometheus text.
///
/// It reads nothing of a request but its method and path, and shows no personal data. It has no encryption and asks nobody
/// who they are: bind it to loopback or to a network of your own.
///
/// On graceful shutdown connections are cut: a probe asks again, and a stop must not wait for a slow reader.
public struct DaemonServer: Service {
    /// What the answers are made of. Called on the threads of the server, so none of it may block.
    public struct Sources: Sendable {
        /// Why a restart is called for; empty: it is alive.
        public var ailments: @Sendable () -> [String]
        /// What keeps it from being ready; empty: it is.
        public var obstacles: @Sendable () -> [String]
        public var metrics: @Sendable () -> String
        /// The media type of the metrics.
        public var metricsType: String

        public init(
            ailments: @escaping @Sendable () -> [String],
            obstacles: @escaping @Sendable () -> [String],
            metrics: @escaping @Sendable () -> String,
            metricsType: String
        ) {
            self.ailments = ailments
            self.obstacles = obstacles
            self.metrics = metrics
            self.metricsType = metricsType
        }
    }

    /// Probes and scrapers are few: more connections than this are somebody's mistake, and wait until idle ones are cut.
    private static let connectionsMax = 256
    private static let idleSecondsMax: Int64 = 10
    /// Of a request's line and headers, which nobody needs many of here.
    private static let headerBytesMax = 8 * 1024

    private let address: HTTPAddress
    private let sources: Sources
    private let logger: Logger
    private let onListening: @Sendable (HTTPAddress) -> Void

    /// - Parameter onListening: told once where it listens in fact, whichever port was asked for.
    public init(
        address: HTTPAddress,
        sources: Sources,
        logger: Logger,
        onListening: @escaping @Sendable (HTTPAddress) -> Void = { _ in }
    ) {
        self.address = address
        self.sources = sources
        self.logger = logger
        self.onListening = onListening
    }

    /// - Throws: `DaemonServerError` where it cannot listen.
    public func run() async throws {
        let application = Application(
            router: router(),
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(Self.idleSecondsMax),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.headerBytesMax,
                        maxHeaderListSize: Self.headerBytesMax,
                        maxHeaderFieldCount: 100
                    )
                )
            ),
            configuration: .init(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.connectionsMax, logger: logger)
            ),
            onServerRunning: { [address, onListening] channel in
                onListening(HTTPAddress(host: address.host, port: channel.localAddress?.port ?? address.port))
            },
            logger: quiet
        )
        do {
            try await cancelWhenGracefulShutdown { try await application.run() }
        } catch is CancellationError {
            return
        } catch {
            throw DaemonServerError(address: address, cause: "\(error)")
        }
    }

    /// The server's own lines tell of its starts and stops, and of every connection that is cut by one: as we mean it.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = .critical
        return quiet
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        let sources = sources
        router.get("/live") { _, _ in Self.probe(sources.ailments(), well: "live") }
        router.get("/ready") { _, _ in Self.probe(sources.obstacles(), well: "ready") }
        router.get("/metrics") { _, _ in Self.answer(.ok, sources.metrics(), type: sources.metricsType) }
        router.get("/") { _, _ in Self.answer(.ok, "/live\n/ready\n/metrics\n") }
        return router
    }

    private static func probe(_ reasons: [String], well: String) -> Response {
        reasons.isEmpty
            ? answer(.ok, well + "\n")
            : answer(.serviceUnavailable, reasons.map { "not \(well): \($0)\n" }.joined())
    }

    private static func answer(
        _ status: HTTPResponse.Status,
        _ text: String,
        type: String = "text/plain; charset=utf-8"
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

/// A server that could not listen, or fell over.
public struct DaemonServerError: Error, Sendable, CustomStringConvertible {
    public var address: HTTPAddress
    public var cause: String

    public var description: String {
        "--http \(address) does not work: \(cause). Name an address of this machine and a port that is free."
    }
}
