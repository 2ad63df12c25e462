import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

/// Posts the sample texts at a steady rate, from many senders in turn.
final class SoakLoad {
    /// A sender writes something else each time round, so that no alert counts as a repeat.
    private static let senders = 19_997

    private let log: any EventLog
    private let topology: ChannelTopology
    private let rate: Int
    private(set) var posted = 0

    init(log: any EventLog, topology: ChannelTopology, rate: Int) {
        self.log = log
        self.topology = topology
        self.rate = rate
    }

    /// Posts what is due by so many seconds after the beginning.
    /// - Returns: the senders of what was posted just now.
    func post(until seconds: Double) throws -> [String] {
        let due = min(Int(seconds * Double(rate)), posted + 1_000)
        guard due > posted else { return [] }
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        var senders: [String] = []
        let posts = (posted..<due).flatMap { number in
            var alert = UnsoldAlert()
            alert.text = SampleTexts.texts[number % SampleTexts.texts.count]
            alert.senderCounty = "231224"
            let sender = "sender-\(number % Self.senders)"
            senders.append(sender)
            return topology.posts(
                of: TimedRecord(at: now, topic: .alerts, key: sender, body: .unsoldAlert(alert)),
                id: "soak/\(number)",
                source: "greenchannel/bench"
            )
        }
        try log.append(posts)
        posted = due
        return senders
    }
}
