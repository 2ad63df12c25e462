import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Replay
import Streams
import TestKit

/// What the whole channel left of a day of samples, for tests that look at it or damage it.
struct RecordedChannel {
    static let topology = ChannelTopology(prefix: "recorded", partitionCountDefault: 2)
    static let decisionWindow: Int64 = 2000

    static func channel(decisionWindow: Int64 = decisionWindow) -> ChannelApplication {
        let factory = DeskFactory(decisionWindowMilliseconds: decisionWindow)
        return ChannelApplication(topology: topology) { desk, _ in factory.make(desk) }
    }

    /// The samples' offers and some alerts, half a minute apart.
    static func records(alerts: Int = 24, apart milliseconds: Int64 = 30_000) throws -> [TimedRecord] {
        let (offers, errors) = SampleData.offers()
        guard errors.isEmpty, let start = offers.records.map(\.at).max() else {
            throw SimulationFailure("the sample offers do not read: \(errors)")
        }
        let texts = [
            "白菜 12吨 庆安县 还能放5天 0.8元/斤", "胡萝卜 50吨 萧县 20天 0.25元/斤", "菠萝 30吨 徐闻县 4天 1.2元/斤",
            "土豆 3吨 庆安县 10天 0.6元/斤", "大葱 5吨 章丘区 6天", "苹果 8吨 洛川县 20天 2元/斤", "火星镇 白菜 1吨 3天",
        ]
        return offers.records
            + (0..<alerts).map { number in
                var alert = UnsoldAlert()
                alert.text = texts[number % texts.count]
                let at = start.advanced(byMilliseconds: Int64(number) * milliseconds)
                return TimedRecord(at: at, topic: .alerts, key: "sender-\(number)", body: .unsoldAlert(alert))
            }
    }

    private static func rehearsed() throws -> MemoryLog {
        // Broken off when much is still open, so that there are ledgers to look at.
        let settings = Rehearsal.Settings(seed: 5, horizonMilliseconds: Instant.hours(40))
        var rehearsal = try Rehearsal(channel(), settings: settings)
        try rehearsal.run(try records())
        return rehearsal.log
    }

    /// Made once: nobody changes it.
    private static let log = Result { try rehearsed() }

    static func sound() throws -> MemoryLog { try log.get() }

    /// To be damaged.
    static func recorded() throws -> RecordedLog { try RecordedLog(sound(), group: topology.groupName) }

    static func verify(
        _ log: any EventLog,
        _ channel: ChannelApplication = channel(),
        settings: LogVerification.Settings = .init()
    ) throws -> VerificationReport {
        try LogVerification(log, topology, channel.application, settings: settings).run()
    }
}
