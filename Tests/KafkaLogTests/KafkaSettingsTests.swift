import EventLog
import Foundation
import TestKit
import Testing

@testable import KafkaLog

struct KafkaSettingsTests {
    private func properties(_ arguments: String...) throws -> KafkaProperties {
        var properties = KafkaProperties()
        for argument in arguments { try properties.set(argument: argument) }
        return properties
    }

    private func failure(_ body: () throws -> Void) throws -> LogError {
        do {
            try body()
        } catch let error as LogError {
            return error
        }
        throw TestBroker.Unavailable(description: "nothing failed")
    }

    @Test func propertiesAreTakenByNameAndTheLastWins() throws {
        let stated = try properties("fetch.min.bytes=1", "client.rack = a=b ", "fetch.min.bytes=2")
        #expect(stated.entries.map(\.name) == ["client.rack", "fetch.min.bytes"])
        #expect(stated["client.rack"] == "a=b")
        #expect(stated["fetch.min.bytes"] == "2")
    }

    @Test(arguments: ["", "fetch.min.bytes", "=1"])
    func whatIsNoPropertyIsRefused(_ argument: String) throws {
        #expect(try failure { _ = try properties(argument) }.code == .stop)
    }

    @Test(arguments: ["sasl.password", "ssl.key.password", "ssl.key.pem", "sasl.oauthbearer.client.secret"])
    func secretsMayNotStandOnTheCommandLine(_ name: String) throws {
        let error = try failure { _ = try properties("\(name)=hunter2") }
        #expect(error.message.contains(name))
        #expect(!"\(error)".contains("hunter2"))
        #expect(error.remedy.contains("\(name).file"))
    }

    @Test func secretsComeFromFilesAndTheEnvironmentAndAreNeverShown() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        try Data("hunter2\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        setenv("KAFKA_SETTINGS_TEST", "hunter3", 1)
        let settings = try KafkaSettings(
            bootstrap: "h:1",
            properties: try properties("sasl.password.file=\(file.path)", "ssl.key.password.env=KAFKA_SETTINGS_TEST")
        )
        #expect(settings.properties["sasl.password"] == "hunter2")
        #expect(settings.properties["ssl.key.password"] == "hunter3")
        let shown = settings.effective.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        #expect(shown.contains("sasl.password=(hidden)"))
        #expect(!shown.contains("hunter"))
        #expect(try failure { _ = try properties("sasl.password.env=KAFKA_SETTINGS_NOT_SET") }.code == .stop)
        #expect(try failure { _ = try properties("sasl.password.file=/nowhere/at/all") }.message.contains("/nowhere"))
    }

    @Test func aPropertiesFileIsReadLineByLine() throws {
        var stated = KafkaProperties()
        try stated.set(fileText: "# a comment\n\n  fetch.min.bytes = 7 \r\n!another\nsasl.password=x\n", path: "f")
        #expect(stated.entries.map(\.value) == ["7", "x"])
        let error = try failure { try stated.set(fileText: "a=1\nnonsense\n", path: "f.properties") }
        #expect(error.message.contains("line 2 of f.properties"))
    }

    @Test(arguments: KafkaSettings.reserved.keys.sorted())
    func whatExactlyOnceDependsOnCannotBeSet(_ name: String) throws {
        let error = try failure { _ = try KafkaSettings(bootstrap: "h:1", properties: try properties("\(name)=1")) }
        #expect(error.code == .stop)
        #expect(error.message.contains(name))
        #expect(!error.remedy.isEmpty)
    }

    @Test func ownSettingsAreChecked() throws {
        let settings = try KafkaSettings(
            bootstrap: "h:1",
            properties: try properties(
                "greenchannel.membership=static",
                "greenchannel.replication.factor=3",
                "greenchannel.min.insync.replicas=2",
                "greenchannel.request.timeout.ms=500"
            )
        )
        #expect(settings.membership == .static)
        #expect(settings.replicationFactor == 3)
        #expect(settings.minInsyncReplicas == 2)
        #expect(settings.requestTimeoutMilliseconds == 500)
        #expect(settings.properties.entries.isEmpty)
        for wrong in [
            "greenchannel.membership=sticky", "greenchannel.replication.factor=0", "greenchannel.min.insync.replicas=x",
            "greenchannel.no.such=1", "greenchannel.request.timeout.ms=1",
        ] {
            let error = try failure { _ = try KafkaSettings(bootstrap: "h:1", properties: try properties(wrong)) }
            #expect(error.code == .stop && error.message.contains(wrong.prefix { $0 != "=" }))
        }
        #expect(throws: LogError.self) {
            try KafkaSettings(
                bootstrap: "h:1",
                properties: try properties("greenchannel.replication.factor=1", "greenchannel.min.insync.replicas=2")
            )
        }
        #expect(throws: LogError.self) { try KafkaSettings(bootstrap: "") }
    }

    @Test func aTransactionMayNotOutliveItsSession() throws {
        let plain = try KafkaSettings(bootstrap: "h:1")
        #expect(try plain.transactionTimeoutMilliseconds(sessionTimeoutMilliseconds: 10_000) == 7_500)
        #expect(throws: LogError.self) { try plain.transactionTimeoutMilliseconds(sessionTimeoutMilliseconds: 1_000) }
        let stated = try KafkaSettings(bootstrap: "h:1", properties: try properties("transaction.timeout.ms=9000"))
        #expect(try stated.transactionTimeoutMilliseconds(sessionTimeoutMilliseconds: 10_000) == 9_000)
        #expect(throws: LogError.self) { try stated.transactionTimeoutMilliseconds(sessionTimeoutMilliseconds: 9_000) }
        #expect(throws: LogError.self) {
            try KafkaSettings(bootstrap: "h:1", properties: try properties("transaction.timeout.ms=soon"))
        }
    }

    @Test(arguments: [
        ("cooperative-sticky", 0x0200_02ff, true), ("cooperative-sticky", 0x0203_00ff, true),
        ("cooperative-sticky", 0x0204_00ff, false), ("range,roundrobin", 0x0200_02ff, false),
    ])
    func anAssignorWithFaultsIsWarnedOf(strategy: String, version: Int32, isWarnedOf: Bool) throws {
        let stated = try properties("partition.assignment.strategy=\(strategy)")
        let settings = try KafkaSettings(bootstrap: "h:1", properties: stated)
        #expect(settings.assignorWarning(libraryVersion: version)?.contains(strategy) == (isWarnedOf ? true : nil))
    }

    @Test func aPropertyThatLibrdkafkaDoesNotKnowIsNamedAtOnce() throws {
        for (property, words) in [
            ("fetch.mni.bytes=1", "no Kafka property"), ("fetch.min.bytes=many", "cannot be set"),
        ] {
            let settings = try KafkaSettings(bootstrap: "127.0.0.1:1", properties: try properties(property))
            let error = try failure { _ = try KafkaLog(settings) }
            #expect(error.code == .stop)
            #expect(error.message.contains(words) && error.message.contains(property.prefix { $0 != "=" }))
        }
    }

    @Test func aClusterThatDoesNotAnswerIsNamedInTime() throws {
        var settings = try KafkaSettings(bootstrap: "127.0.0.1:1")
        settings.requestTimeoutMilliseconds = 1_500
        let started = ContinuousClock.now
        let error = try failure { _ = try KafkaLog(settings) }
        #expect(ContinuousClock.now - started < .seconds(10))
        #expect(error.code == .stop)
        #expect(error.message.contains("127.0.0.1:1"))
        #expect(error.remedy.contains("brokers"))
    }

    @Test func encryptionThatTheBrokerDoesNotSpeakIsNamedInTime() throws {
        let settings = try KafkaSettings(
            bootstrap: try TestBroker.bootstrap(),
            properties: try properties("security.protocol=SSL")
        )
        let started = ContinuousClock.now
        let error = try failure { _ = try KafkaLog(settings) }
        #expect(ContinuousClock.now - started < .seconds(10))
        #expect(error.code == .stop)
        #expect(error.remedy.contains("security.protocol"))
    }
}
