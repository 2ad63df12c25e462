import DeskStreams
import Foundation
import TestKit
import Testing

extension CommandTests {
    /// A log on Kafka that cannot be used: the program says in one line what is wrong and what to do about it, whatever the
    /// cluster does. It takes ten seconds at most on a machine that has time for it, and may take thrice that here.
    struct KafkaWrongUseTests {
        private static let patienceSeconds = 30.0

        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func expectFailure(
            _ arguments: [String],
            says parts: [String],
            _ location: SourceLocation = #_sourceLocation
        ) throws {
            try expectFailure(of: try CommandProcess(arguments, in: folder), says: parts, location)
        }

        private func expectFailure(of process: CommandProcess, says parts: [String], _ location: SourceLocation) throws
        {
            #expect(try process.waitForEnd(seconds: Self.patienceSeconds) == .exit(1), sourceLocation: location)
            let last = process.errors.split(separator: "\n").last ?? ""
            #expect(last.hasPrefix("greenchannel: "), sourceLocation: location)
            for part in parts { #expect(last.contains(part), sourceLocation: location) }
            #expect(process.output == "", sourceLocation: location)
        }

        @Test(arguments: [
            (["foo.bar=1"], ["no Kafka property foo.bar", "CONFIGURATION.md"]),
            (["acks=banana"], ["property acks cannot be set", "Correct its value"]),
            (
                ["isolation.level=read_uncommitted"],
                ["isolation.level cannot be set", "only what was committed is read"]
            ),
            (["sasl.password=hunter2"], ["sasl.password", "sasl.password.file=PATH"]),
            (["greenchannel.membership=maybe"], ["greenchannel.membership=maybe", "dynamic or static"]),
            (["transaction.timeout.ms=10000"], ["10000 ms is not below the session time-out of 10000 ms", "Lower"]),
            (["transaction.timeout.ms=soon"], ["transaction.timeout.ms=soon is not understood"]),
        ])
        func aPropertyThatCannotWorkIsNamed(properties: [String], says: [String]) throws {
            let channel = try LoadedChannel(seed: 21, on: .kafka)
            let given = properties.flatMap { ["--kafka", $0] }
            let worker = ["worker", "--log", channel.logURL, "--prefix", channel.topology.prefix]
            try expectFailure(worker + given, says: says)
        }

        @Test func aSecretIsNotRepeated() throws {
            let process = try CommandProcess(
                ["worker", "--log", "kafka://127.0.0.1:9", "--kafka", "sasl.password=hunter2"],
                in: folder
            )
            #expect(try process.waitForEnd(seconds: Self.patienceSeconds) == .exit(1))
            #expect(!process.errors.contains("hunter2"))
        }

        /// All at once, as each of them takes the whole time that a client tries to get through.
        @Test func brokersThatDoNotAnswerAreNamed() throws {
            let silent = try FakeBroker(.isSilent)
            let withTLS = try FakeBroker(.hangsUp)
            let gone = try FakeBroker(.isSilent)
            gone.end()
            defer { for fake in [silent, withTLS] { fake.end() } }
            let cases: [(fake: FakeBroker, more: [String], says: [String])] = [
                (gone, [], ["Connection refused", "Check that the brokers run"]),
                (silent, [], ["Check that the brokers run"]),
                // What it is can only be guessed.
                (withTLS, [], ["security.protocol"]),
                (withTLS, ["--kafka", "security.protocol=SSL"], ["SSL_HANDSHAKE", "security.protocol"]),
            ]
            let workers = try cases.map { each in
                try CommandProcess(["worker", "--log", "kafka://127.0.0.1:\(each.fake.port)"] + each.more, in: folder)
            }
            for (each, worker) in zip(cases, workers) {
                let what = "No Kafka broker can be used at 127.0.0.1:\(each.fake.port): "
                try expectFailure(of: worker, says: [what] + each.says, #_sourceLocation)
            }
        }

        @Test func aWrongPasswordIsNamedAndNotShown() throws {
            let fake = try FakeBroker(.refusesPasswords)
            defer { fake.end() }
            let password = try folder.file("password", "open sesame")
            let settings = [
                "security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN", "sasl.username=alice",
                "sasl.password.file=\(password)",
            ]
            let arguments =
                ["worker", "--log", "kafka://127.0.0.1:\(fake.port)"] + settings.flatMap { ["--kafka", $0] }
            try expectFailure(
                arguments,
                says: ["Invalid username or password", "Check sasl.mechanism, sasl.username and the password"]
            )
        }

        @Test func anOldBrokerIsNamed() throws {
            let fake = try FakeBroker(.isOld)
            defer { fake.end() }
            try expectFailure(
                ["worker", "--log", "kafka://127.0.0.1:\(fake.port)"],
                says: ["127.0.0.1:\(fake.port) is too old", "TxnOffsetCommit", "Apache Kafka 2.5 or later"]
            )
        }

        @Test(arguments: [["worker"], ["status"], ["submit", "白菜 12吨 庆安县"], ["journal"]])
        func aTopicThatIsMissingIsNamed(command: [String]) throws {
            let log = "kafka://\(try TestBroker.bootstrap())"
            try expectFailure(
                command + ["--log", log, "--prefix", "nowhere"],
                says: ["no topic nowhere.", "greenchannel topics create"]
            )
        }

        /// Brokers take no longer one than 15 minutes, unless they are set so.
        @Test func aTransactionTimeoutAboveTheBrokersIsNamed() throws {
            let channel = try LoadedChannel(seed: 22, on: .kafka)
            try expectFailure(
                [
                    "worker", "--log", channel.logURL, "--prefix", channel.topology.prefix, "--session-timeout",
                    "1200000",
                    "--kafka", "transaction.timeout.ms=1000000",
                ],
                says: ["Transaction timeout is larger", "Lower transaction.timeout.ms below the broker's greatest"]
            )
        }
    }
}
