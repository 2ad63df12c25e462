import GreenChannelModel
import Intake

/// An alert that came as the fields of a form: as the grammar takes them, and said as one message, which a sender's later
/// words can be added to.
struct AlertForm {
    let fields: AlertFields
    let text: String

    init(_ alert: UnsoldAlert) {
        var fields = AlertFields()
        fields[.crop] = alert.crop
        fields[.quantity] = alert.quantity
        fields[.unit] = alert.unit
        fields[.packageNet] = alert.packageWeight
        fields[.place] = alert.place
        fields[.days] = alert.daysLeft
        fields[.price] = alert.price
        fields[.priceUnit] = alert.priceUnit
        fields[.harvested] = alert.harvestedOn
        fields[.sellBy] = alert.sellBy
        self.fields = fields
        let parts = [
            alert.crop, alert.quantity + alert.unit, Self.clause("每件", alert.packageWeight), alert.place,
            alert.daysLeft.isEmpty ? "" : "还能放\(alert.daysLeft)" + (Self.isNumber(alert.daysLeft) ? "天" : ""),
            Self.clause("单价", alert.price + alert.priceUnit), alert.harvestedOn.isEmpty ? "" : alert.harvestedOn + "采收",
            Self.clause("保质期到", alert.sellBy),
        ]
        text = parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func clause(_ label: String, _ value: String) -> String { value.isEmpty ? "" : label + value }

    private static func isNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
    }
}
