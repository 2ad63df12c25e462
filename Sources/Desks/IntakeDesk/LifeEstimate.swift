public import GreenChannelModel

/// Estimates the day by which a crop must be sold when its sender did not say.
public struct LifeEstimate: Sendable {
    let catalogue: CropCatalogue

    public init(catalogue: CropCatalogue = .shipped) { self.catalogue = catalogue }

    /// The life from harvest at the temperature that the place usually has in that month.
    public func lifeMilliseconds(of crop: Crop, at place: Adcode, harvested: Instant) -> Int64 {
        let celsius = catalogue.ambientCelsius(province: place.province, month: harvested.monthInChina)
        return catalogue.lifeMilliseconds(of: crop, atCelsius: celsius)
    }
}

extension Instant {
    /// The month, 1 to 12, of this instant's day in China (UTC+8).
    var monthInChina: Int {
        // Days since 0000-03-01, by Howard Hinnant's `civil_from_days`, http://howardhinnant.github.io/date_algorithms.html
        let seconds = milliseconds / 1000 + 8 * 3600
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        return Int(shifted < 10 ? shifted + 3 : shifted - 9)
    }
}
