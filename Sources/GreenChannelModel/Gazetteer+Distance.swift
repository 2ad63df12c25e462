#if canImport(Glibc)
    private import Glibc
#elseif canImport(Darwin)
    private import Darwin
#endif

extension Gazetteer {
    /// The sphere on which distances are measured: the mean radius of the earth.
    private static let earthRadiusMetres = 6_371_000.0

    /// The centre of a place in degrees, its prefecture's or province's where it has none of its own; `nil` for a code
    /// of which the gazetteer knows nothing.
    public func centre(of place: Adcode) -> (longitude: Double, latitude: Double)? {
        for code in [place, place.prefecture, place.province] {
            if let found = division(code), found.hasCentre { return (found.longitude, found.latitude) }
        }
        return nil
    }

    /// The great circle between the centres of two places, in whole metres; zero where either is unknown.
    public func distanceMetres(from start: Adcode, to end: Adcode) -> Int64 {
        guard start != end, let from = centre(of: start), let to = centre(of: end) else { return 0 }
        let radian = Double.pi / 180
        let north = sin((to.latitude - from.latitude) * radian / 2)
        let east = sin((to.longitude - from.longitude) * radian / 2)
        let chord = north * north + cos(from.latitude * radian) * cos(to.latitude * radian) * east * east
        return Int64((2 * Gazetteer.earthRadiusMetres * asin(min(1, chord.squareRoot()))).rounded())
    }

    /// The way by road, taken as five quarters of the great circle, in whole metres.
    public func roadMetres(from start: Adcode, to end: Adcode) -> Int64 { distanceMetres(from: start, to: end) * 5 / 4 }

    /// The way by road in whole kilometres, as it is shown and as emissions are reckoned.
    public func roadKilometres(from start: Adcode, to end: Adcode) -> Int64 {
        (roadMetres(from: start, to: end) + 500) / 1000
    }
}
