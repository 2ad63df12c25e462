import ArgumentParser
import Replay

/// Where records are sent again, and how.
struct RedriveShapeOptions: ParsableArguments {
    private static let attemptsMax = 3

    @Option(name: .customLong("to-topic"), help: "One topic for all. Default: where each record came from.")
    var target: String?

    @Option(help: "The topics of the same names under this prefix, which no channel's desks read.")
    var sandbox: String?

    @Option(help: "Only what belongs in this desk's inbox: intake, lot, promotion, broadcast, dispatch.")
    var desk: String?

    @Flag(help: "The target may be a live topic, where desks will take the records.")
    var live = false

    @Option(help: "Only these headers go along; repeatable.")
    var headerAllow: [String] = []

    @Option(help: "These headers do not go along; repeatable.")
    var headerDeny: [String] = []

    @Option(help: "Add a header, as NAME=VALUE; repeatable.")
    var stamp: [String] = []

    @Option(help: "Change a field, as crop=potato; repeatable.")
    var set: [String] = []

    @Option(help: "Put a crop in the place of a word, as 洋芋=potato; repeatable.")
    var mapCrop: [String] = []

    @Option(help: "At most so many records a second.")
    var rate: Int?

    @Option(help: "At most so many records.")
    var max: Int?

    @Option(help: "As far apart as they came, so many times faster.")
    var pace: Double?

    @Option(help: "A record that was sent again so often is parked instead. (default: \(attemptsMax))")
    var cap: Int?

    @Flag(help: "Adapters may tell people outside of what follows. Default: they stay silent.")
    var notify = false

    /// The options that were stated, as people write them.
    var given: [String] {
        [
            ("--to-topic", target != nil), ("--sandbox", sandbox != nil), ("--desk", desk != nil), ("--live", live),
            ("--header-allow", !headerAllow.isEmpty), ("--header-deny", !headerDeny.isEmpty),
            ("--stamp", !stamp.isEmpty), ("--set", !set.isEmpty), ("--map-crop", !mapCrop.isEmpty),
            ("--rate", rate != nil), ("--max", max != nil), ("--pace", pace != nil), ("--cap", cap != nil),
            ("--notify", notify),
        ].filter(\.1).map(\.0)
    }

    func validate() throws {
        if target != nil, sandbox != nil { throw ValidationError("give --to-topic or --sandbox, not both") }
        if let rate, !RedriveRequest.rates.contains(rate) {
            throw ValidationError("--rate \(rate) must be from 1 to 10,000,000")
        }
        if let max, max < 1 { throw ValidationError("--max \(max) must be at least 1") }
        if let pace, !(pace > 0 && pace <= RedriveRequest.paceFactorMax) {
            throw ValidationError("--pace \(pace) must be above 0")
        }
        if let cap, !RedriveRequest.caps.contains(cap) {
            throw ValidationError("--cap \(cap) must be from 1 to 1,000,000")
        }
    }

    func request(of selection: RecordSelection) throws -> RedriveRequest {
        let target: RedriveRequest.Target =
            if let name = self.target { .topic(name) } else if let sandbox { .sandbox(sandbox) } else { .original }
        return RedriveRequest(
            selection: selection,
            target: target,
            desk: desk,
            headerPolicy: HeaderPolicy(allow: headerAllow, deny: headerDeny, stamp: stamp),
            sets: set,
            cropMaps: mapCrop,
            ratePerSecond: rate,
            countMax: max,
            paceFactor: pace,
            attemptsMax: cap ?? Self.attemptsMax,
            notifies: notify,
            allowsLiveTopic: live
        )
    }
}
