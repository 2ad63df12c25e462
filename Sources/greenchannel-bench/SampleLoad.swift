import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Intake

/// The shipped samples as a load of any size: every sample text again and again, each time from another sender.
struct SampleLoad {
    var count: Int
    /// How many times the samples' daily capacity of every channel, and how many times their vehicles.
    var room = 1

    func records(from start: Instant) throws -> [TimedRecord] {
        let (file, errors) = SampleData.offers()
        guard errors.isEmpty else { throw BenchmarkFailure("the sample offers do not read: \(errors)") }
        let offers = file.shifted(toEpoch: start).records.filter { $0.at <= start }.flatMap { $0.widened(room) }
        let texts = SampleTexts.texts
        let alerts = (0..<count).map { number in
            var alert = UnsoldAlert()
            alert.text = texts[number % texts.count]
            alert.senderCounty = "231224"
            return TimedRecord(at: start, topic: .alerts, key: "sender-\(number)", body: .unsoldAlert(alert))
        }
        return offers + alerts
    }

    /// Posts the offers, or the alerts.
    func post(_ wanted: Topic.Side, to log: any EventLog, _ topology: ChannelTopology) throws {
        let records = try records(from: .startOfBenchmark).filter { ($0.topic == .alerts) == (wanted == .alerts) }
        for start in stride(from: 0, to: records.count, by: 1000) {
            try log.append(
                records[start..<min(start + 1000, records.count)].enumerated().flatMap { index, record in
                    topology.posts(of: record, id: "\(wanted)/\(start + index)", source: "greenchannel/bench")
                }
            )
        }
    }
}

extension TimedRecord {
    /// The same offer with so many times the room: more a day in a channel, more vehicles of one kind.
    func widened(_ room: Int) -> [TimedRecord] {
        var copy = self
        switch body {
        case .channelOffered(var channel):
            channel.gramsPerDay *= Int64(room)
            copy.body = .channelOffered(channel)
        case .vehicleOffered(var vehicle):
            let name = vehicle.vehicle
            return (0..<room).map { number in
                if number > 0 { vehicle.vehicle = "\(name)-\(number)" }
                copy.body = .vehicleOffered(vehicle)
                return copy
            }
        default: break
        }
        return [copy]
    }
}

extension Topic {
    /// What a benchmark posts first, and what it measures.
    enum Side {
        case offers
        case alerts
    }
}

extension Instant {
    /// Now, as the machine says: offers must be open while a live benchmark runs.
    static var startOfBenchmark: Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
