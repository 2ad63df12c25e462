/// The tables that a crop catalogue is built from; the shipped ones unless told otherwise.
public struct CropTables: Sendable {
    public var crops = ReferenceTable(.crops)
    public var handlingClasses = ReferenceTable(.handlingClasses)
    public var storageLife = ReferenceTable(.storageLife)
    public var packages = ReferenceTable(.packages)
    public var greenPassCatalogue = ReferenceTable(.greenPassCatalogue)
    public var marketNames = ReferenceTable(.marketNames)
    public var otherGoods = ReferenceTable(.otherGoods)
    public var priceBounds = ReferenceTable(.priceBounds)
    public var ambientCelsius = ReferenceTable(.ambientCelsius)
    public var referenceSources = ReferenceTable(.referenceSources)

    public init() {}
}
