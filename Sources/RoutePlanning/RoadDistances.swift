public import GreenChannelModel

/// How far it is by road. The same question must always get the same answer.
public protocol RoadDistances: Sendable {
    /// Metres from one place to another; `nil`: one of them is unknown.
    func metres(from origin: Adcode, to destination: Adcode) -> Int64?
}
