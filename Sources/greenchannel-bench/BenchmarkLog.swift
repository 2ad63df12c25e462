import EmbeddedLog
import EventLog
import KafkaLog

/// A log that a benchmark is told to use, by its URL.
enum BenchmarkLog {
    static func open(_ url: String, prefix: String, properties: [String]) throws -> any EventLog {
        if url.hasPrefix("file:") { return try EmbeddedLog(path: String(url.dropFirst(5))) }
        guard url.hasPrefix("kafka://") else {
            throw BenchmarkFailure("--log '\(url)' is not understood: name it as file:PATH or kafka://HOST:PORT")
        }
        var stated = KafkaProperties()
        for property in properties { try stated.set(argument: property) }
        var settings = try KafkaSettings(bootstrap: String(url.dropFirst(8)), properties: stated)
        settings.topicPrefix = prefix + "."
        return try KafkaLog(settings)
    }
}
