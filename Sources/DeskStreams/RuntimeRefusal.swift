import Desks
import GreenChannelModel

/// Why a record goes to dead letters before its desk sees it.
enum RuntimeRefusal: Error {
    /// The type is not one of the channel's, or there is none to tell it by.
    case unexpectedType(String)
    case malformed(String)
    case payloadTooLarge(bytes: Int)

    /// The most bytes of a record's value.
    static let payloadBytesMax = 1 << 20

    var reason: String {
        switch self {
        case .unexpectedType: DeskRefusal.unexpectedType.rawValue
        case .malformed: ReasonCode.malformed.rawValue
        case .payloadTooLarge: ReasonCode.payloadTooLarge.rawValue
        }
    }

    var detail: String {
        switch self {
        case .unexpectedType(let detail), .malformed(let detail): detail
        case .payloadTooLarge(let bytes):
            "the value has \(bytes) bytes, at most \(Self.payloadBytesMax) are taken: split it"
        }
    }
}
