public import GreenChannelModel
public import RoutePlanning

/// What the tables in this binary say of places and crops.
public struct ShippedKnowledge: LotKnowledge {
    private let gazetteer: Gazetteer
    private let catalogue: CropCatalogue

    public init(gazetteer: Gazetteer = .shipped, catalogue: CropCatalogue = .shipped) {
        self.gazetteer = gazetteer
        self.catalogue = catalogue
    }

    public func centre(of place: UInt32) -> (longitude: Double, latitude: Double)? {
        gazetteer.centre(of: Adcode(place))
    }

    public func straightMetres(from origin: UInt32, to destination: UInt32) -> Int64? {
        guard gazetteer.contains(Adcode(origin)), gazetteer.contains(Adcode(destination)) else { return nil }
        return gazetteer.distanceMetres(from: Adcode(origin), to: Adcode(destination))
    }

    public func roadMetres(from origin: UInt32, to destination: UInt32) -> Int64? {
        guard gazetteer.contains(Adcode(origin)), gazetteer.contains(Adcode(destination)) else { return nil }
        return gazetteer.roadMetres(from: Adcode(origin), to: Adcode(destination))
    }

    public func sellThroughPerMille(crop: String, ageMilliseconds: Int64, lifeMilliseconds: Int64) -> Int64 {
        guard let crop = catalogue.crop(id: crop) else { return 1000 }
        return Int64(
            catalogue.sellThroughPerMille(
                of: crop,
                ageMilliseconds: ageMilliseconds,
                lifeMilliseconds: lifeMilliseconds
            )
        )
    }

    public func needsColdChain(crop: String) -> Bool {
        catalogue.crop(id: crop).map { catalogue[$0].coldChain } ?? false
    }
}

extension ShippedKnowledge: RoadDistances {
    public func metres(from origin: Adcode, to destination: Adcode) -> Int64? {
        roadMetres(from: origin.rawValue, to: destination.rawValue)
    }
}

extension ShippedKnowledge: CarriageRules {
    /// The factor of the class as it is loaded on average; where the source has none for it without cooling, the one with
    /// cooling, which is the higher.
    public func gramsCO2e(vehicleClass: String, refrigerated: Bool, grams: Int64, metres: Int64) -> Int64 {
        let vehicle = EmissionFactors.Vehicle(rawValue: vehicleClass) ?? .allHeavyGoodsVehicles
        let factors = EmissionFactors.shipped
        let factor =
            factors.factor(vehicle, refrigerated ? .refrigerated : .ambient, .average)
            ?? factors.factor(vehicle, .refrigerated, .average)
            ?? factors.factor(.allHeavyGoodsVehicles, .ambient, .average)
        return factor?.gramsCO2e(mass: Grams(grams), metres: metres) ?? 0
    }

    public func tollGreenPass(crops: [(crop: String, grams: Int64)], ratedGrams: Int64) -> String {
        let goods = crops.map { load in
            GreenPass.Goods(
                greenPass: catalogue.crop(id: load.crop).map { catalogue[$0].greenPass } ?? .notListed,
                mass: Grams(load.grams)
            )
        }
        return switch GreenPass.evaluate(load: goods, rating: .init(mass: Grams(ratedGrams))) {
        case .passes: "PASS"
        case .fails(let reason): reason.rawValue
        }
    }
}
