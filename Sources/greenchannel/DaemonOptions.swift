import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import Gateway
import Logging
import Telemetry

/// How a process that runs for long tells of itself.
struct DaemonOptions: ParsableArguments {
    @Option(
        help: """
            Probes (/live, /ready) and Prometheus metrics (/metrics) at HOST:PORT; port 0 takes a free one. Default: none.
            """
    )
    var http: String?

    @Option(help: "How lines of the log look: text or json.")
    var logFormat = "text"

    @Option(
        help: """
            The least level that is logged: trace, debug, info, notice, warning, error or critical. Default: info; beside \
            a story that is told to people, warning.
            """
    )
    var logLevel: String?

    func validate() throws {
        _ = try address()
        _ = try format()
        _ = try level()
    }

    func address() throws -> HTTPAddress? {
        guard let http else { return nil }
        guard let address = HTTPAddress(http) else {
            throw ValidationError(
                "--http '\(Terminal.inert(http))' is not understood: write HOST:PORT, as 127.0.0.1:9464 or [::1]:9464"
            )
        }
        return address
    }

    /// Sets the process's log up, once.
    /// - Parameter tellsStory: whether the process tells people of lots as well, so that the log keeps to what is wrong.
    func openLog(tellsStory: Bool = false) throws -> DaemonLog {
        let format = try format()
        let level = try level() ?? (tellsStory && format == .text ? .warning : .info)
        let sink = LogSink(
            format: format,
            time: { RFC3339.text(Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))) },
            mask: Redaction.maskingTelephones,
            write: Terminal.write(errorBytes:)
        )
        LoggingSystem.bootstrap { label in
            var handler = LogLineHandler(label: label, sink: sink)
            handler.logLevel = level
            return handler
        }
        return DaemonLog(logger: Logger(label: "greenchannel"), format: format)
    }

    private func format() throws -> LogSink.Format {
        guard let format = LogSink.Format(rawValue: logFormat) else {
            throw ValidationError("--log-format '\(Terminal.inert(logFormat))' is not understood: name text or json")
        }
        return format
    }

    private func level() throws -> Logger.Level? {
        guard let logLevel else { return nil }
        guard let level = Logger.Level(rawValue: logLevel) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--log-level '\(Terminal.inert(logLevel))' is not understood: name one of \(known)")
        }
        return level
    }
}

/// What a daemon says on standard error: log lines, and words to whoever started it.
struct DaemonLog: Sendable {
    let logger: Logger
    let format: LogSink.Format

    /// Words to whoever started it, which are a line of the log where programs read that.
    func say(_ words: String) {
        switch format {
        case .text: Terminal.error(words)
        case .json: logger.notice("\(words)")
        }
    }

    /// The error that ends the process, as the last line of the log where programs read that.
    /// - Returns: what is left to be thrown.
    func lastWords(_ error: any Error) -> any Error {
        switch format {
        case .text: return error
        case .json:
            logger.critical("\(error)")
            return ExitCodes.failed
        }
    }
}
