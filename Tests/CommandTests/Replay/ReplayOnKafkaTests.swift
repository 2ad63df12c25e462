import DeskStreams
import Foundation
import TestKit
import Testing

extension CommandTests {
    /// `replay verify`, `replay rehearse` and an export of the whole channel, of what workers did on Kafka.
    struct ReplayOnKafkaTests {
        private static let prefixOptions = ["--decision-window", "200", "--json"]

        private func replay(_ channel: LoadedChannel, _ arguments: [String], log: String? = nil) throws -> CommandResult
        {
            let kafka = log == nil ? TestBroker.properties.flatMap { ["--kafka", "\($0.name)=\($0.value)"] } : []
            let process = try CommandProcess(
                ["replay"] + arguments + ["--log", log ?? channel.logURL, "--prefix", channel.topology.prefix] + kafka,
                in: channel.folder
            )
            let ending = try process.waitForEnd()
            return CommandResult(ending: ending, output: process.output, errors: process.errors)
        }

        private func tasks(_ result: CommandResult) throws -> [[String: Any]] {
            let report = try #require(try result.object()["report"] as? [String: Any])
            return try #require(report["tasks"] as? [[String: Any]])
        }

        @Test(.timeLimit(.minutes(10))) func whatWorkersDidIsVerifiedRehearsedAndExported() throws {
            let channel = try LoadedChannel(seed: 31, on: .kafka)
            try channel.openOffers()
            let worker = try channel.start("worker", name: "a")
            try channel.postAlerts(40)
            try channel.expectAllIsWell()
            let running = try replay(channel, ["verify"] + Self.prefixOptions)
            #expect(running.ending == .exit(0), "\(running.output) \(running.errors)")
            try channel.stopAndFoldAgain([worker])

            let verified = try replay(channel, ["verify"] + Self.prefixOptions)
            #expect(verified.ending == .exit(0), "\(verified.output) \(verified.errors)")
            #expect(try tasks(verified).reduce(0) { $0 + ($1["posts"] as? Int ?? 0) } > 100)

            let rehearsed = try replay(channel, ["rehearse", "--against", "unchanged"] + Self.prefixOptions)
            #expect(rehearsed.ending == .exit(0), "\(rehearsed.errors)")
            let comparison = try rehearsed.object()
            #expect((comparison["lots"] as? [Any])?.isEmpty == true)
            let all = try #require(comparison["all"] as? [String: [String: Any]])
            #expect((all["recorded"]?["lots"] as? Int ?? 0) > 20)

            // Elsewhere, from the file alone: Kafka's offsets, which its transactions leave gaps between, come along.
            let file = channel.folder.path("channel.gz")
            let exported = try replay(channel, ["export", "--channel", "--unmasked", "-o", file, "--json"])
            #expect(exported.ending == .exit(0), "\(exported.errors)")
            let archived = try replay(channel, ["verify"] + Self.prefixOptions, log: "archive:\(file)")
            #expect(archived.ending == .exit(0), "\(archived.output) \(archived.errors)")
            #expect(try tasks(archived) as NSArray == tasks(verified) as NSArray)
            let elsewhere = try replay(
                channel,
                ["rehearse", "--against", "unchanged"] + Self.prefixOptions,
                log: "archive:\(file)"
            )
            #expect(elsewhere.output == rehearsed.output)
        }
    }
}
