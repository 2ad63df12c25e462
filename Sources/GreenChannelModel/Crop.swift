/// A crop of the catalogue, by its place in `crops.csv`. Small and cheap to copy; `CropCatalogue` knows the rest.
public struct Crop: Hashable, Comparable, Sendable {
    public var rawValue: UInt16

    public init(_ rawValue: UInt16) { self.rawValue = rawValue }

    public static func < (left: Crop, right: Crop) -> Bool { left.rawValue < right.rawValue }
}
