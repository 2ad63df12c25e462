public import GreenChannelModel

/// What a sender wrote, and what is known of the sending.
public struct Message: Sendable, Equatable {
    /// As received; invalid UTF-8 has become U+FFFD. Never trusted.
    public var text: String
    public var received: Instant
    /// The county that this sender is known to write from.
    public var senderCounty: Adcode?

    /// The longest text that is read, in bytes of UTF-8; longer ones are refused as `PAYLOAD_TOO_LARGE`.
    public static let textBytesMax = 4096

    public init(text: String, received: Instant, senderCounty: Adcode? = nil) {
        self.text = text
        self.received = received
        self.senderCounty = senderCounty
    }

    /// A message from raw bytes of any kind.
    public init(bytes: some Collection<UInt8>, received: Instant, senderCounty: Adcode? = nil) {
        self.init(text: String(decoding: bytes, as: UTF8.self), received: received, senderCounty: senderCounty)
    }
}

/// What becomes of a message.
public enum UnderstandingStatus: String, Sendable, CaseIterable {
    /// Crop, mass and county are understood and plausible.
    case accepted
    /// Something needed is missing or has several meanings.
    case ask
    /// Understood, but implausible: nothing is routed until the sender has said so again.
    case held
    /// Not an alert, or one that cannot be served.
    case refused
}

/// How the county of an understanding was found.
public enum PlaceSource: String, Sendable {
    /// The text alone decides.
    case text
    /// The text has several meanings, or none, and the sender's own county decided.
    case senderCounty
}

/// The language of a message, and so of the reply.
public enum MessageLanguage: String, Sendable {
    case zh, en
}

/// What a message says about one lot of produce. Values that the text does not give are `nil`.
public struct Understanding: Sendable, Equatable {
    public var status: UnderstandingStatus = .refused
    /// In the order of `ReasonCode.allCases`, each once.
    public var reasons: [ReasonCode] = []
    public var crop: Crop?
    public var quantity: Grams?
    /// The number and unit as written, folded: "30" and "万吨" are kept beside the grams.
    public var declaredQuantity: String?
    public var declaredUnit: String?
    public var place: Adcode?
    public var placeSource: PlaceSource?
    /// The counties that an ambiguous name may mean, when they are few enough to choose from.
    public var choices: [Adcode] = []
    /// The name that stands where a crop should, when no crop is called so; folded, safe to show.
    public var cropText: String?
    /// The name that stands where a place should, when no place is called so; folded, safe to show.
    public var placeText: String?
    /// The end of the window that the text states; `nil` leaves it to be estimated.
    public var sellBy: Instant?
    public var harvested: Instant?
    public var floorPrice: FenPerKilogram?
    /// The net weight of one package, when packages were written.
    public var packageNet: Grams?
    /// For a quantity that is held: the same number read in the unit that was likelier meant (万吨 for 万斤).
    public var suggestedQuantity: Grams?
    public var language: MessageLanguage = .zh

    public init() {}

    /// The most counties that are offered to choose from.
    public static let choicesMax = 4

    mutating func add(_ reason: ReasonCode) {
        if !reasons.contains(reason) { reasons.append(reason) }
    }
}
