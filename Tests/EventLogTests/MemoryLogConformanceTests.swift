import EventLog
import Synchronization
import TestKit
import Testing

/// The memory log under the conformance suite, with offsets that follow each other and with gaps.
struct MemoryLogConformanceTests {
    @Test(arguments: LogConformance.cases(for: MemoryLogFixture.traits))
    func conforms(_ conformanceCase: LogConformanceCase) throws {
        try conformanceCase.run(MemoryLogFixture(gaps: .none))
    }

    @Test(arguments: LogConformance.cases(for: MemoryLogFixture.traits))
    func conformsWithGaps(_ conformanceCase: LogConformanceCase) throws {
        try conformanceCase.run(MemoryLogFixture(gaps: .afterEachTransaction))
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func followsTheModel(seed: UInt64) throws {
        let gaps: MemoryLog.Gaps = seed % 2 == 0 ? .none : .afterEachTransaction
        let check = try LogModelCheck(MemoryLogFixture(gaps: gaps), seed: seed)
        try check.run(steps: 1500)
        for kind in ["commit", "commit failed", "join, fencing", "lost", "revoked", "batch", "restore"] {
            #expect(check.tally[kind, default: 0] > 0, "a run without \"\(kind)\" shows little: \(check.tally)")
        }
    }
}

final class MemoryLogFixture: LogFixture {
    static let traits: Set<LogTrait> = [.promptFencing, .promptRetention, .timestampZero]

    var traits: Set<LogTrait> { Self.traits }
    let prefix = "test."
    let patienceMilliseconds = 20_000
    let quietMilliseconds = 10

    private let clock = SharedClock()
    private let log: MemoryLog

    init(gaps: MemoryLog.Gaps) {
        log = MemoryLog(gaps: gaps) { [clock] in clock.now }
    }

    func open() -> any EventLog { log }

    func letTimePass(milliseconds: Int64) { clock.advance(milliseconds: milliseconds) }

    func enforceRetention(of log: any EventLog) throws { try self.log.enforceRetention() }
}

/// A clock that stands still until it is told to go on.
final class SharedClock: Sendable {
    private let milliseconds = Atomic<Int64>(0)

    var now: Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .sequentiallyConsistent)) }

    func advance(milliseconds amount: Int64) {
        milliseconds.wrappingAdd(amount, ordering: .sequentiallyConsistent)
    }
}
