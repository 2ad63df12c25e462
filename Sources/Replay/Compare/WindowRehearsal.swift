import DeskStreams
import Desks
public import EventLog
public import GreenChannelModel
import Streams

/// Tells the desks once more what reached them from outside, on a virtual clock as fast as it goes, under other rules or
/// with other offers; what they say to each other comes anew.
///
/// Intake is not asked again: what it had understood stands, so that every lot keeps its case number. A report on an award
/// is told only where the rehearsed award is the same outlet's; where it is not, nobody reports, and the award counts as
/// kept after its time. Deterministic: the same window, rules and changes give the same log.
public struct WindowRehearsal {
    /// How far a run has come, told now and then.
    public struct Progress: Sendable {
        public var done: Int
        public var inputs: Int
        public var now: Instant
    }

    private let window: RecordedWindow
    private var stage: RehearsalStage
    private var awards: [String: String] = [:]
    private var facts: [String: LotFate] = [:]
    /// Reports that no longer have an award to speak of.
    public private(set) var reportsWithheld = 0
    /// What was told.
    public private(set) var inputs = 0

    /// What was posted, without the desks' ledgers.
    public var log: any EventLog { stage.log }
    /// What has become of the lots, by case number.
    public var fates: [String: LotFate] { facts.filter { $0.value.opened != nil } }

    public init(_ window: RecordedWindow, rules: RehearsalRules = RehearsalRules()) throws {
        self.window = window
        let factory = DeskFactory(settings: rules.desks, lotSettings: rules.lots)
        let desks: [DeskName] = [.lot, .promotion, .broadcast, .dispatch]
        stage = try RehearsalStage(
            ChannelApplication(topology: window.topology, desks: desks) { desk, _ in factory.make(desk) },
            ledgers: .unkept
        )
    }

    /// Runs until the moment at which the recorded clocks had come to stand.
    /// - Throws: `RehearsalChangeError` where there is nothing to change.
    public mutating func run(
        _ changes: RehearsalChanges = RehearsalChanges(),
        progress: (Progress) -> Void = { _ in }
    ) throws {
        let records = try changes.apply(to: window)
        var schedule = Schedule<RecordedInput>()
        schedule.add(records, at: \.at)
        var now = schedule.next ?? window.end
        while true {
            let timer = try stage.settle(now)
            for fact in try stage.newFacts() {
                facts[fact.entry.lot, default: LotFate()].add(fact)
                if let award = fact.award { awards[award.bid] = award.offer }
            }
            guard let next = [schedule.next?.milliseconds, timer].compactMap(\.self).min(),
                next <= window.end.milliseconds
            else { break }
            now = Instant(milliseconds: max(next, now.milliseconds))
            let due = schedule.take(until: now).filter { applies($0) }
            try tell(due, now)
            let before = inputs / 10_000
            inputs += due.count
            if inputs / 10_000 != before { progress(Progress(done: inputs, inputs: records.count, now: now)) }
        }
        stage.finish(now)
    }

    /// Posts what happens at one moment, in the order in which it reached the desks.
    private func tell(_ due: [RecordedInput], _ now: Instant) throws {
        let direct = due.filter { !$0.isUnderstood }
        if !direct.isEmpty { try stage.log.append(direct.map(\.post)) }
        guard direct.count < due.count else { return }
        // Timers that are due are posted first.
        try stage.step(now)
        try stage.log.append(due.filter(\.isUnderstood).map(\.post))
    }

    private mutating func applies(_ input: RecordedInput) -> Bool {
        guard case .report(_, let bid) = input.subject, window.awards[bid] != awards[bid] else { return true }
        reportsWithheld += 1
        return false
    }
}
