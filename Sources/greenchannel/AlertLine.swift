import Foundation
import GreenChannelModel
import Intake

/// One alert of a file: what it says, who says it, and when.
struct AlertLine {
    var id: String?
    var at: Instant?
    var sender: String
    var alert: UnsoldAlert

    init(_ fields: AlertFields, origin: String) {
        id = fields[.id]
        at = fields[.received].flatMap { Instant(iso8601: $0) }
        // Who does not say who they are is at least told apart by the line.
        sender = fields[.sender] ?? "line-\(fields.line)"
        alert = UnsoldAlert()
        alert.origin = origin
        alert.senderCounty = fields[.senderCounty] ?? ""
        if let text = fields[.text], fields[.crop] == nil, fields[.quantity] == nil {
            alert.text = text
            return
        }
        alert.crop = fields[.crop] ?? ""
        alert.quantity = fields[.quantity] ?? ""
        alert.unit = fields[.unit] ?? ""
        alert.packageWeight = fields[.packageNet] ?? ""
        alert.place = fields[.place] ?? ""
        alert.daysLeft = fields[.days] ?? ""
        alert.price = fields[.price] ?? ""
        alert.priceUnit = fields[.priceUnit] ?? ""
        alert.harvestedOn = fields[.harvested] ?? ""
        alert.sellBy = fields[.sellBy] ?? ""
    }

    /// - Parameter key: the keyed hash of the sender.
    func record(at time: Instant, key: String) -> TimedRecord {
        TimedRecord(at: time, topic: .alerts, key: key, body: .unsoldAlert(alert))
    }
}
