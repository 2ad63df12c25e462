import DeskStreams
import EventLog
import GreenChannelModel

/// Makes posts of offers. Records whose time has not come are posted with it all the same: what they say holds from now on.
struct OfferPosting {
    let topology: ChannelTopology
    /// Makes the ids of this run its own.
    let run: String

    func posts(of records: [TimedRecord], at now: Instant = .now) -> [Post] {
        records.enumerated().flatMap { index, record in
            var record = record
            record.at = now
            return topology.posts(of: record, id: "\(run)/\(index + 1)", source: "greenchannel/offers")
        }
    }
}
