import GreenChannelModel

/// Holds the fates of the same lots against each other.
public struct Comparison {
    private let recorded: [String: LotFate]
    private let rehearsed: [String: LotFate]

    public init(recorded: [String: LotFate], rehearsed: [String: LotFate]) {
        self.recorded = recorded
        self.rehearsed = rehearsed
    }

    public func report() -> ComparisonReport {
        var report = ComparisonReport()
        var crops: [String: ComparisonReport.Pair] = [:]
        var regions: [UInt32: ComparisonReport.Pair] = [:]
        for fate in recorded.values {
            report.all.recorded.add(fate)
            crops[fate.crop, default: .init()].recorded.add(fate)
            regions[Adcode(fate.place).province.rawValue, default: .init()].recorded.add(fate)
        }
        for fate in rehearsed.values {
            report.all.rehearsed.add(fate)
            crops[fate.crop, default: .init()].rehearsed.add(fate)
            regions[Adcode(fate.place).province.rawValue, default: .init()].rehearsed.add(fate)
        }
        report.crops = rows(crops.map { ($0.key, Self.cropWords($0.key), $0.value) })
        report.regions = rows(regions.map { (Adcode($0.key).description, Self.regionWords($0.key), $0.value) })
        report.outlets = outlets()
        report.lots = differing()
        return report
    }

    /// The largest first.
    private func rows(
        _ pairs: [(key: String, words: (zh: String, en: String), pair: ComparisonReport.Pair)]
    ) -> [ComparisonReport.Row] {
        pairs.map { key, words, pair in
            ComparisonReport.Row(
                key: key,
                zh: words.zh,
                en: words.en,
                recorded: pair.recorded,
                rehearsed: pair.rehearsed
            )
        }.sorted { ($1.recorded.gramsDeclared, $0.key) < ($0.recorded.gramsDeclared, $1.key) }
    }

    private func outlets() -> [ComparisonReport.OutletRow] {
        var rows: [Int: ComparisonReport.OutletRow] = [:]
        func row(_ kind: OutletKind) -> ComparisonReport.OutletRow {
            let words = kind.words
            return rows[kind.rawValue] ?? .init(key: "\(kind)", zh: words.zh, en: words.en)
        }
        for (kind, delivery) in recorded.values.lazy.flatMap(\.delivered) {
            var sum = row(kind)
            sum.gramsRecorded &+= delivery.grams
            sum.fenRecorded &+= delivery.fen
            rows[kind.rawValue] = sum
        }
        for (kind, delivery) in rehearsed.values.lazy.flatMap(\.delivered) {
            var sum = row(kind)
            sum.gramsRehearsed &+= delivery.grams
            sum.fenRehearsed &+= delivery.fen
            rows[kind.rawValue] = sum
        }
        return rows.values.sorted { ($1.gramsRecorded, $0.key) < ($0.gramsRecorded, $1.key) }
    }

    private func differing() -> [ComparisonReport.Lot] {
        var lots: [ComparisonReport.Lot] = []
        for id in Set(recorded.keys).union(rehearsed.keys) {
            let before = recorded[id] ?? LotFate()
            let after = rehearsed[id] ?? LotFate()
            guard before.differs(from: after) else { continue }
            var lot = ComparisonReport.Lot(
                lot: id,
                crop: before.opened == nil ? after.crop : before.crop,
                place: before.opened == nil ? after.place : before.place,
                recorded: .init(),
                rehearsed: .init()
            )
            if recorded[id] != nil { lot.recorded.add(before) }
            if rehearsed[id] != nil { lot.rehearsed.add(after) }
            lots.append(lot)
        }
        return lots.sorted { left, right in
            (right.weight.served, right.weight.fen, left.lot) < (left.weight.served, left.weight.fen, right.lot)
        }
    }

    static func cropWords(_ id: String) -> (zh: String, en: String) {
        guard let crop = CropCatalogue.shipped.crop(id: id).map({ CropCatalogue.shipped[$0] }) else { return (id, id) }
        return (crop.zh, crop.en)
    }

    static func regionWords(_ place: UInt32) -> (zh: String, en: String) {
        let code = Adcode(place)
        let zh = Gazetteer.shipped.name(of: code) ?? code.description
        return (zh, Gazetteer.shipped.latinName(of: code) ?? zh)
    }
}

extension ComparisonReport.Lot {
    /// How much it matters that it fared otherwise.
    fileprivate var weight: (served: UInt64, fen: UInt64) {
        ((rehearsed.gramsServed &- recorded.gramsServed).magnitude, (rehearsed.fen &- recorded.fen).magnitude)
    }
}
