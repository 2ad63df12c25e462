import EventLog
import GreenChannelModel
import Replay

/// Tells both stories of lots, side by side.
struct ComparisonStories {
    private let opened: OpenedLog
    private let recorded: any EventLog
    private let rehearsed: any EventLog
    private let names: OutletNames

    init(_ opened: OpenedLog, recorded: any EventLog, rehearsed: any EventLog) {
        self.opened = opened
        self.recorded = recorded
        self.rehearsed = rehearsed
        names = OutletNames(opened)
    }

    /// In both languages.
    func tell(_ lots: [String]) throws -> [String: ComparisonPage.Stories] {
        let before = try facts(of: Set(lots), in: recorded)
        let after = try facts(of: Set(lots), in: rehearsed)
        var stories: [String: ComparisonPage.Stories] = [:]
        for lot in lots {
            func pair(_ language: Language) -> ComparisonReport.Stories {
                ComparisonReport.Stories(
                    recorded: lines(before[lot] ?? [], language),
                    rehearsed: lines(after[lot] ?? [], language)
                )
            }
            stories[lot] = ComparisonPage.Stories(zh: pair(.zh), en: pair(.en))
        }
        return stories
    }

    private func facts(of lots: Set<String>, in log: any EventLog) throws -> [String: [JournalFact]] {
        if lots.isEmpty { return [:] }
        let place = OpenedLog(log: log, topology: opened.topology, path: opened.path, secretsBase: opened.secretsBase)
        var reading = try JournalReading(place, lots: lots, from: .beginning)
        return Dictionary(grouping: try reading.news()) { $0.entry.lot }
    }

    /// A story that goes on for longer is told from its beginning and its end.
    private static let linesMax = 40

    /// Without the case number, which stands above them.
    private func lines(_ facts: [JournalFact], _ language: Language) -> [String] {
        let story = Story(language: language, names: names)
        func lines(_ facts: some Sequence<JournalFact>) -> [String] {
            facts.map { story.line($0.entry, at: $0.at, namesLot: false) }
        }
        guard facts.count > Self.linesMax else { return lines(facts) }
        let left = facts.count - Self.linesMax
        return lines(facts.prefix(Self.linesMax / 2))
            + [language.pick(zh: "（其间 \(left) 条略）", en: "(\(left) facts between)")]
            + lines(facts.suffix(Self.linesMax / 2))
    }
}
