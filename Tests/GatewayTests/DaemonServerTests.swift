import Gateway
import Logging
import ServiceLifecycle
import Synchronization
import TestKit
import Testing

@Suite(.timeLimit(.minutes(15))) struct DaemonServerTests {
    /// What the answers are made of, as the test wants them.
    private final class Content: Sendable {
        let ailments = Mutex<[String]>([])
        let obstacles = Mutex<[String]>([])

        var sources: DaemonServer.Sources {
            DaemonServer.Sources(
                ailments: { self.ailments.withLock { $0 } },
                obstacles: { self.obstacles.withLock { $0 } },
                metrics: { "a_total 1\n" },
                metricsType: "text/plain; version=0.0.4; charset=utf-8"
            )
        }
    }

    /// Runs a server on a free port while the body asks it, and stops it gracefully.
    private func serve(_ content: Content, _ body: (PlainHTTP) async throws -> Void) async throws {
        let (addresses, listening) = AsyncStream.makeStream(of: HTTPAddress.self)
        let server = DaemonServer(
            address: HTTPAddress(host: "127.0.0.1", port: 0),
            sources: content.sources,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) {
            listening.yield($0)
        }
        let group = ServiceGroup(services: [server], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { listening.finish() }
                try await group.run()
            }
            for await address in addresses {
                #expect(address.port > 0)
                try await body(PlainHTTP(port: address.port))
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func aDaemonThatIsWellSaysSo() async throws {
        try await serve(Content()) { http in
            #expect(try await http.get("/live").body == "live\n")
            let ready = try await http.get("/ready")
            #expect(ready.status == 200 && ready.body == "ready\n")
            #expect(ready.headers["cache-control"] == "no-store")
            let metrics = try await http.get("/metrics")
            #expect(metrics.status == 200 && metrics.body == "a_total 1\n")
            #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    @Test func aDaemonThatIsNotSaysWhy() async throws {
        let content = Content()
        content.obstacles.withLock { $0 = ["lane 0 has not joined", "lots-3 is being restored"] }
        content.ailments.withLock { $0 = ["lane 1 is stuck"] }
        try await serve(content) { http in
            let ready = try await http.get("/ready")
            #expect(ready.status == 503)
            #expect(ready.body == "not ready: lane 0 has not joined\nnot ready: lots-3 is being restored\n")
            let live = try await http.get("/live")
            #expect(live.status == 503 && live.body == "not live: lane 1 is stuck\n")
            content.obstacles.withLock { $0 = [] }
            #expect(try await http.get("/ready").status == 200)
        }
    }

    @Test func whatItDoesNotServeIsRefused() async throws {
        try await serve(Content()) { http in
            #expect(try await http.get("/nothing").status == 404)
            #expect(try await http.get("/live/../metrics").status == 404)
            #expect(try await http.ask("POST /live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status == 404)
            #expect(try await http.ask("nonsense\r\n\r\n").status == 400)
            let long = String(repeating: "a", count: 100_000)
            let tooLong = try await http.ask("GET /live HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n")
            #expect((400..<500).contains(tooLong.status))
            #expect(try await http.get("/live").status == 200)
        }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await serve(Content()) { http in
            let second = DaemonServer(
                address: HTTPAddress(host: "127.0.0.1", port: Int(http.port)),
                sources: Content().sources,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let error = await #expect(throws: DaemonServerError.self) { try await second.run() }
            #expect(error?.description.contains("--http 127.0.0.1:\(http.port)") == true)
        }
    }
}
