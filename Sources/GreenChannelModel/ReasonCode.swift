/// Why an alert was refused, held, flagged or asked about. The raw value is what stands in records, logs and metrics.
///
/// Declared once, here; `domain.md` lists them, and `MULTIPLE_LOTS` stands for two crops in one message.
public enum ReasonCode: String, Hashable, Sendable, CaseIterable {
    case unknownCrop = "UNKNOWN_CROP"
    case unknownPlace = "UNKNOWN_PLACE"
    case ambiguousPlace = "AMBIGUOUS_PLACE"
    case missingCrop = "MISSING_CROP"
    case missingPlace = "MISSING_PLACE"
    case missingQuantity = "MISSING_QUANTITY"
    case multipleLots = "MULTIPLE_LOTS"
    case unitNotMass = "UNIT_NOT_MASS"
    case packageWeightUnknown = "PACKAGE_WEIGHT_UNKNOWN"
    case numberInvalid = "NUMBER_INVALID"
    case quantityImplausible = "QUANTITY_IMPLAUSIBLE"
    case priceImplausible = "PRICE_IMPLAUSIBLE"
    case priceFlagged = "PRICE_FLAGGED"
    case windowClosed = "WINDOW_CLOSED"
    case harvestInFuture = "HARVEST_IN_FUTURE"
    case duplicate = "DUPLICATE"
    case notAnAlert = "NOT_AN_ALERT"
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"
    case malformed = "MALFORMED"
}
