public import EventLog

/// What every log must do, as cases that any implementation can be run through.
///
/// A case throws `ConformanceFailure` where the log misbehaves. Cases drive all sessions from one thread, by turns.
public struct LogConformanceCase: Sendable, CustomStringConvertible {
    public let name: String
    /// What a log must be able to do for the case to make sense.
    public let needs: Set<LogTrait>
    public let run: @Sendable (any LogFixture) throws -> Void

    init(_ name: String, needs: Set<LogTrait> = [], _ run: @escaping @Sendable (any LogFixture) throws -> Void) {
        self.name = name
        self.needs = needs
        self.run = run
    }

    public var description: String { name }
}

/// What not every log can do.
public enum LogTrait: Hashable, Sendable {
    /// What was committed is there after `close` and `open`.
    case durable
    /// `enforceRetention` takes effect at once.
    case promptRetention
    /// The first millisecond of 1970 can be told from "now".
    case timestampZero
    /// A member is without its partitions as soon as one of its name has joined. In a group of Kafka with dynamic members it
    /// hears of it with its next transaction.
    case promptFencing
}

/// A log to be tried by one case, empty at first. Used from one thread.
public protocol LogFixture: AnyObject {
    var traits: Set<LogTrait> { get }
    /// Begins the names of this case's topics and groups, so that cases can share a broker.
    var prefix: String { get }
    /// How long to wait for what must happen.
    var patienceMilliseconds: Int { get }
    /// How long to wait before believing that nothing happens.
    var quietMilliseconds: Int { get }
    /// How long it may take until readers see what was committed.
    var visibilityMilliseconds: Int { get }
    /// How long nothing must have changed in a group to believe that nothing more will.
    var calmMilliseconds: Int { get }

    /// Opens the log. A second call opens the same log again, beside the first or after it was closed; a log in memory
    /// gives the same object.
    func open() throws -> any EventLog
    /// Makes so much time pass for session time-outs and retention: of the cases' time, see `span`.
    func letTimePass(milliseconds: Int64) throws
    /// How long a span of the cases' time is to this log. Where no clock can be turned, a case would take too long.
    func span(milliseconds: Int64) -> Int64
    /// Makes the log drop what its topics keep no longer.
    func enforceRetention(of log: any EventLog) throws
}

extension LogFixture {
    public var visibilityMilliseconds: Int { 0 }
    public var calmMilliseconds: Int { 0 }
    public func span(milliseconds: Int64) -> Int64 { milliseconds }
}

/// How a log misbehaved.
public struct ConformanceFailure: Error, CustomStringConvertible, Sendable {
    public let description: String

    init(_ description: String) { self.description = description }
}

public enum LogConformance {
    public static let cases: [LogConformanceCase] =
        recordCases + topicCases + transactionCases + groupCases + fencingCases + ledgerCases + durabilityCases

    /// The cases for a log that can do no more than this.
    public static func cases(for traits: Set<LogTrait>) -> [LogConformanceCase] {
        cases.filter { $0.needs.isSubset(of: traits) }
    }
}

func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    if !condition { throw ConformanceFailure(message()) }
}

func requireEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: @autoclosure () -> String) throws {
    if actual != expected { throw ConformanceFailure("\(what()): \(actual), expected \(expected)") }
}

func requireError(_ code: LogError.Code, _ what: @autoclosure () -> String, _ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as LogError {
        try requireEqual(error.code, code, "\(what()) failed with \"\(error)\"; its code")
        return
    }
    throw ConformanceFailure("\(what()) should have failed with .\(code.rawValue), but succeeded")
}
