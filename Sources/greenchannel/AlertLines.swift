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

/// Alerts as files hold them: CSV with a header, JSON or JSON lines.
enum AlertLines {
    /// - Throws: when a record cannot be read; the message names the first ones and how many there are.
    static func read(_ bytes: [UInt8]) throws -> [AlertLine] {
        let format = AlertFileReader.format(ofFirst: bytes)
        var lines: [AlertLine] = []
        var errors: [AlertFileError] = []
        var reader = AlertFileReader(format: format)
        let keep: (AlertFileReader.Record) -> Void = { record in
            switch record {
            case .success(let fields): lines.append(AlertLine(fields, origin: format.rawValue))
            case .failure(let error): errors.append(error)
            }
        }
        reader.consume(bytes, keep)
        reader.finish(keep)
        guard errors.isEmpty else {
            for error in errors.prefix(20) { Terminal.error("\(error)") }
            if errors.count > 20 { Terminal.error("… and \(errors.count - 20) more") }
            throw CommandFailure("records that cannot be read: \(errors.count); nothing was taken. Mend them first.")
        }
        if lines.isEmpty { Terminal.error("there is no alert in the file") }
        return lines
    }
}
