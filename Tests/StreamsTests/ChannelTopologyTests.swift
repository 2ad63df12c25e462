import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Testing

@Suite struct ChannelTopologyTests {
    private let topology = ChannelTopology(prefix: "a.b", partitionCountDefault: 4, partitionCounts: [.lots: 16])

    @Test func namesAndTopicsAreEachOthersInverse() {
        for topic in Topic.allCases {
            #expect(topology.topic(named: topology.name(of: topic)) == topic)
        }
        #expect(topology.name(of: .deadLetters) == TopicName("a.b.dead-letters"))
        #expect(topology.ledgerName(of: .lot) == TopicName("a.b.lot.ledger"))
        for name in ["lots", "a.b", "a.blots", "a.b.", "a.b.lot.ledger", "x.a.b.lots", "a.b.LOTS"] {
            #expect(topology.topic(named: TopicName(name)) == nil)
        }
    }

    @Test func eachInboxHasItsLedgerBesideIt() {
        let settings = Dictionary(uniqueKeysWithValues: topology.topicSettings.map { ($0.name, $0) })
        #expect(settings.count == Topic.allCases.count + DeskName.allCases.count + 1)
        #expect(settings[topology.name(of: .replays)]?.partitionCount == 1)
        #expect(settings[topology.replayLedgerName]?.partitionCount == 1)
        #expect(settings[topology.replayLedgerName]?.cleanup == .compact)
        let inboxes = topology.inboxes(of: DeskName.allCases)
        #expect(inboxes.count == 5)
        for (inbox, ledger) in inboxes {
            #expect(settings[inbox]?.partitionCount == settings[ledger]?.partitionCount)
            #expect(settings[ledger]?.cleanup == .compact)
            #expect(topology.desk(ofInbox: inbox).map(topology.ledgerName) == ledger)
        }
        #expect(settings[topology.ledgerName(of: .lot)]?.partitionCount == 16)
        #expect(topology.desk(ofInbox: topology.name(of: .journal)) == nil)
        #expect(
            settings[topology.name(of: .journal)]?.cleanup
                == .delete(retentionMilliseconds: nil, retentionBytes: nil)
        )
    }

    @Test func theTopicsCanBeCreated() throws {
        let log = MemoryLog()
        try log.createTopics(topology.topicSettings)
        #expect(try log.topics().count == Topic.allCases.count + DeskName.allCases.count + 1)
    }

    /// deploy/kubernetes/topics.yaml is written by hand.
    @Test func theTopicsOfTheClusterAreThese() throws {
        let path = URL(filePath: #filePath).appending(path: "../../../deploy/kubernetes/topics.yaml").standardized
        let text = try String(contentsOf: path, encoding: .utf8)
        let found = text.components(separatedBy: "\n---\n").dropFirst().map { document in
            func value(_ key: String) -> String? {
                document.split(separator: "\n").map { $0.drop { $0 == " " } }.first { $0.hasPrefix(key + ": ") }
                    .map { String($0.dropFirst(key.count + 2)) }
            }
            return [value("name"), value("partitions"), value("cleanup.policy"), value("retention.ms")]
        }
        let wanted = ChannelTopology(partitionCountDefault: 8).topicSettings.map { topic -> [String?] in
            let count = String(topic.partitionCount)
            switch topic.cleanup {
            case .compact: return [topic.name.rawValue, count, "compact", nil]
            case .delete(let milliseconds, _):
                return [topic.name.rawValue, count, "delete", String(milliseconds ?? -1)]
            }
        }
        #expect(found == wanted)
    }

    @Test func aPrefixThatNoLogTakesIsRefused() throws {
        try topology.validate()
        for prefix in ["", "a b", "a/b", "菜", String(repeating: "a", count: 201)] {
            #expect(throws: ChannelTopologyError.self) { try ChannelTopology(prefix: prefix).validate() }
        }
        #expect(throws: ChannelTopologyError.self) {
            try ChannelTopology(partitionCounts: [.alerts: 0]).validate()
        }
    }
}

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_772_413_200_123, "2026-03-02T01:00:00.123Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (.max, "9999-12-31T23:59:59.999Z"), (.min, "0001-01-01T00:00:00.000Z"),
        ] as [(Int64, String)]
    )
    func timesReadAsTheyShould(milliseconds: Int64, text: String) {
        #expect(RFC3339.text(Timestamp(milliseconds: milliseconds)) == text)
    }

    @Test func everyDayFollowsTheOneBefore() {
        // Counted by the rule of leap years, from a Monday to the same date 400 years on.
        var (year, month, day) = (1900, 1, 1)
        var milliseconds: Int64 = -2_208_988_800_000
        for _ in 0..<146_097 {
            let text = RFC3339.text(Timestamp(milliseconds: milliseconds))
            let expected = [String(year), month < 10 ? "0\(month)" : "\(month)", day < 10 ? "0\(day)" : "\(day)"]
            if !text.hasPrefix(expected.joined(separator: "-") + "T00:00:00.000Z") {
                Issue.record("\(text) is not \(expected)")
                return
            }
            let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            day += 1
            if day > days { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
            milliseconds += 86_400_000
        }
        #expect(year == 2300)
    }
}
