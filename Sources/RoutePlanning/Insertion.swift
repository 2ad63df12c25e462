public import GreenChannelModel

/// Where a load, or a part of it, can be taken into a plan, and what that costs.
public struct Insertion: Sendable, Equatable {
    /// The route's place in the plan.
    public var route: Int
    /// With the grams that fit.
    public var load: Load
    /// The pickup comes before the stop that stands here now...
    public var pickupPosition: Int
    /// ...and the delivery before this one, as it stands before the pickup is put in.
    public var deliveryPosition: Int
    public var extraMetres: Int64
    /// Thousandths of a fen, so that insertions compare exactly: extra metres × fen per kilometre, and the fixed cost of
    /// a vehicle that would else stay at home.
    public var extraMilliFen: Int64
    /// When the load would be delivered.
    public var arrives: Instant

    /// More carried first; then cheaper, earlier there, the vehicle listed first, the earlier stops.
    func isBetter(than other: Insertion) -> Bool {
        if load.grams != other.load.grams { return load.grams > other.load.grams }
        if extraMilliFen != other.extraMilliFen { return extraMilliFen < other.extraMilliFen }
        if arrives != other.arrives { return arrives < other.arrives }
        if route != other.route { return route < other.route }
        if pickupPosition != other.pickupPosition { return pickupPosition < other.pickupPosition }
        return deliveryPosition < other.deliveryPosition
    }
}
