import EventLog
import Foundation
import KafkaLog
import TestKit

/// Topics and groups of a name of their own on the test broker.
final class KafkaLogFixture: LogFixture {
    static let traits: Set<LogTrait> = [.durable]

    var traits: Set<LogTrait> { Self.traits }
    let prefix: String
    /// Long, as a machine that runs everything else at once may take its time.
    let patienceMilliseconds = 60_000
    let quietMilliseconds = 300
    /// Apache Kafka answers a commit before it has marked what was committed.
    let visibilityMilliseconds = 5_000
    /// Members hear of a rebalance with their heartbeats, which librdkafka sends within a second.
    let calmMilliseconds = 1_800

    private var logs: [KafkaLog] = []
    private let properties: [String: String]

    init(_ properties: [String: String] = [:]) {
        self.properties = properties
        prefix = "test-\(UUID().uuidString.prefix(8).lowercased())."
    }

    deinit {
        for log in logs { log.close() }
    }

    func open() throws -> any EventLog {
        let log = try KafkaLog(settings())
        logs.append(log)
        return log
    }

    func settings() throws -> KafkaSettings {
        var stated = KafkaProperties()
        for (name, value) in TestBroker.properties { stated.set(name, value) }
        for (name, value) in properties { stated.set(name, value) }
        var settings = try KafkaSettings(bootstrap: try TestBroker.bootstrap(), properties: stated)
        settings.topicPrefix = prefix
        return settings
    }

    /// A broker's clock cannot be turned.
    func letTimePass(milliseconds: Int64) { Thread.sleep(forTimeInterval: Double(milliseconds) / 1000) }

    func enforceRetention(of log: any EventLog) {}
}
