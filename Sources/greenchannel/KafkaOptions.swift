import ArgumentParser
import EventLog
import Foundation
import KafkaLog
import Logging

/// How a log on Kafka is reached.
struct KafkaOptions: ParsableArguments {
    @Option(
        name: .customLong("kafka"),
        help: ArgumentHelp(
            "A property of the Kafka client by librdkafka's name, such as security.protocol=SASL_SSL; repeatable.",
            discussion: "Secrets: sasl.password.file=PATH or sasl.password.env=NAME."
        )
    )
    var properties: [String] = []

    @Option(
        name: .customLong("kafka-properties"),
        help: "A file of such properties, one NAME=VALUE a line. Default: $GREENCHANNEL_KAFKA_PROPERTIES."
    )
    var propertiesFile: String?

    /// - Parameter logger: told what the client has to say; `nil` for commands that only pass by.
    func open(bootstrap: String, prefix: String, logger: Logger?) throws -> KafkaLog {
        var settings = try KafkaSettings(bootstrap: bootstrap, properties: try stated())
        settings.topicPrefix = prefix + "."
        let log: KafkaLog
        if let logger {
            log = try KafkaLog(settings) { level, facility, text in
                logger.log(level: Self.level(level), "\(text)", metadata: ["facility": "\(facility)"])
            }
            let effective = log.effectiveSettings.map { ($0.key, Logger.MetadataValue.string($0.value)) }
            logger.info("log on Kafka", metadata: Dictionary(effective) { first, _ in first })
        } else {
            log = try KafkaLog(settings)
        }
        return log
    }

    private func stated() throws -> KafkaProperties {
        var stated = KafkaProperties()
        if let path = propertiesFile ?? ProcessInfo.processInfo.environment["GREENCHANNEL_KAFKA_PROPERTIES"] {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw CommandFailure("the properties file \(Terminal.inert(path)) cannot be read: name one that can")
            }
            try stated.set(fileText: String(decoding: data, as: UTF8.self), path: path)
        }
        for property in properties { try stated.set(argument: property) }
        return stated
    }

    /// From syslog's levels. What the client calls an error is most often overcome, by itself or by a lane: what is not
    /// comes to whoever called it, and is logged as one there.
    private static func level(_ level: Int32) -> Logger.Level {
        switch level {
        case ...4: .warning
        case 5, 6: .info
        default: .debug
        }
    }
}
