import EventLog
public import GreenChannelModel
import Intake

/// Where a record is about: its place, its sender's county, or the county that its words name.
public struct RecordRegion {
    private static let parser = MessageParser()

    public init() {}

    /// `nil`: nothing says.
    public func place(of record: SelectedRecord) -> Adcode? {
        guard let kind = record.kind, let message = record.message,
            let body = try? RecordBody(kind, serialized: message)
        else { return nil }
        let code: UInt32
        switch body {
        case .unsoldAlert(let alert): return place(of: alert, at: record.timestamp)
        case .lotOpened(let lot): code = lot.place
        case .channelOffered(let offer): code = offer.place
        case .slotOffered(let offer): code = offer.place
        case .vehicleOffered(let offer): code = offer.place
        case .offerAnnounced(let offer): code = offer.place
        case .emergencyDeclared(let emergency): code = emergency.place
        case .bid(let bid): code = bid.place
        case .journalEntry(let fact): code = fact.place
        default: return nil
        }
        return code == 0 ? nil : Adcode(code)
    }

    private func place(of alert: UnsoldAlert, at time: Timestamp) -> Adcode? {
        let county = Adcode(alert.senderCounty)
        let words = alert.text.isEmpty ? alert.place : alert.text
        let message = Message(
            text: words,
            received: Instant(milliseconds: time.milliseconds),
            senderCounty: county
        )
        return Self.parser.understand(message).place ?? county
    }

    /// As people say it, with its code: 绥化市庆安县 231224.
    public static func name(_ place: Adcode?) -> String {
        guard let place else { return "unknown" }
        guard let name = Gazetteer.shipped.fullName(of: place, province: true) else { return place.description }
        return "\(name) \(place)"
    }
}
