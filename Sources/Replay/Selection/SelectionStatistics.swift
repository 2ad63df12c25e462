import EventLog
import GreenChannelModel
import Streams

/// How many records a selection holds, by what they were refused for, when and where.
public struct SelectionStatistics {
    public private(set) var records = 0
    /// The most frequent ones first.
    public var byReason: [(name: String, count: Int)] { Self.ranked(reasons) }
    public var byKind: [(name: String, count: Int)] { Self.ranked(kinds) }
    public var byRegion: [(name: String, count: Int)] { Self.ranked(regions) }
    /// Hours of China, in order.
    public var byHour: [(name: String, count: Int)] {
        hours.map { (name: $0.key, count: $0.value) }.sorted { $0.name < $1.name }
    }

    private var reasons: [String: Int] = [:]
    private var kinds: [String: Int] = [:]
    private var regions: [String: Int] = [:]
    private var hours: [String: Int] = [:]
    private let region = RecordRegion()

    public init() {}

    public mutating func add(_ record: SelectedRecord) {
        records += 1
        reasons[record.envelope?.reason ?? "none", default: 0] += 1
        kinds[record.kind.map { "\($0)" } ?? "unknown", default: 0] += 1
        regions[RecordRegion.name(region.place(of: record)), default: 0] += 1
        let time = Instant(milliseconds: record.record.timestamp.milliseconds).iso8601()
        hours[String(time.prefix(13)), default: 0] += 1
    }

    private static func ranked(_ counts: [String: Int]) -> [(name: String, count: Int)] {
        counts.map { (name: $0.key, count: $0.value) }
            .sorted { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
    }
}
