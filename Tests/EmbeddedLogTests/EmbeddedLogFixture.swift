import EmbeddedLog
import EventLog
import Foundation
import Synchronization
import TestKit

/// A log file of its own in a directory that goes when the fixture goes.
final class EmbeddedLogFixture: LogFixture {
    static let traits: Set<LogTrait> = [.durable, .promptFencing, .promptRetention, .timestampZero]

    var traits: Set<LogTrait> { Self.traits }
    let prefix = "test."
    let patienceMilliseconds = 30_000
    let quietMilliseconds = 20

    let directory: URL
    var path: String { directory.appending(path: "log.sqlite").path }

    private let clock = SharedClock()
    private var logs: [EmbeddedLog] = []

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "embedded-log-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        for log in logs { log.close() }
        try? FileManager.default.removeItem(at: directory)
    }

    func open() throws -> any EventLog {
        let log = try EmbeddedLog(path: path) { [clock] in clock.now }
        logs.append(log)
        return log
    }

    func letTimePass(milliseconds: Int64) { clock.advance(milliseconds: milliseconds) }

    func enforceRetention(of log: any EventLog) throws {
        for candidate in logs where candidate === log { try candidate.enforceRetention() }
    }
}

/// A clock that stands still until it is told to go on.
final class SharedClock: Sendable {
    private let milliseconds = Atomic<Int64>(0)

    var now: Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .sequentiallyConsistent)) }

    func advance(milliseconds amount: Int64) {
        milliseconds.wrappingAdd(amount, ordering: .sequentiallyConsistent)
    }
}
