/// What the Lot desk must know of the world to rank outlets: fixed tables, never a look-up that could change.
public protocol LotKnowledge: Sendable {
    /// The centre of a place in degrees, or `nil` for a place that no table holds.
    func centre(of place: UInt32) -> (longitude: Double, latitude: Double)?

    /// Metres as the crow flies.
    func straightMetres(from origin: UInt32, to destination: UInt32) -> Int64?

    /// Metres by road.
    func roadMetres(from origin: UInt32, to destination: UInt32) -> Int64?

    /// The share, in thousandths, of what is delivered that is still expected to be sold at an age.
    func sellThroughPerMille(crop: String, ageMilliseconds: Int64, lifeMilliseconds: Int64) -> Int64

    /// Whether the crop must travel refrigerated.
    func needsColdChain(crop: String) -> Bool
}
