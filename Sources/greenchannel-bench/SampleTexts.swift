import GreenChannelModel
import Intake

/// The texts of the shipped sample alerts.
enum SampleTexts {
    static let texts: [String] = AlertFileReader.records(in: SampleData.alertLines, format: .json).compactMap {
        record in
        guard case .success(let fields) = record else { return nil }
        return fields[.text]
    }
}
