public import Logging

/// Writes log events as lines: JSON for programs, plain text for people. One event is one line, whatever it holds.
///
/// What a line says passes through `LogSink.mask`, so that personal data which slipped into a message goes no further.
/// Control and direction characters never reach the reader's terminal.
public struct LogLineHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel = Logger.Level.info
    private let label: String
    private let sink: LogSink

    public init(label: String, sink: LogSink) {
        self.label = label
        self.sink = sink
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = LogLine(
            time: sink.time(),
            level: event.level.rawValue,
            label: label,
            message: sink.mask(event.message.description),
            fields: all.sorted { $0.key < $1.key }.map { ($0.key, masked($0.value)) }
        )
        switch sink.format {
        case .json: sink.write(line.json)
        case .text: sink.write(line.text)
        }
    }

    private func masked(_ value: Logger.MetadataValue) -> LogLine.Value {
        switch value {
        case .string(let text): .text(sink.mask(text))
        case .stringConvertible(let value): .text(sink.mask("\(value)"))
        case .array(let values): .list(values.map(masked))
        case .dictionary(let values): .fields(values.sorted { $0.key < $1.key }.map { ($0.key, masked($0.value)) })
        }
    }
}

/// Where log lines go and how they look.
public struct LogSink: Sendable {
    public enum Format: String, Sendable, CaseIterable {
        case text
        case json
    }

    public var format: Format
    /// Now, as it stands in a line.
    public var time: @Sendable () -> String
    /// Hides what must not be in a log.
    public var mask: @Sendable (String) -> String
    /// Takes a line with its line feed, whole; called from any thread.
    public var write: @Sendable ([UInt8]) -> Void

    public init(
        format: Format,
        time: @escaping @Sendable () -> String,
        mask: @escaping @Sendable (String) -> String,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.format = format
        self.time = time
        self.mask = mask
        self.write = write
    }
}
