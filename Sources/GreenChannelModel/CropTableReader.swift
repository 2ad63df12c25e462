/// Reads the crop tables into `CropFacts` and checks each against the others.
struct CropTableReader {
    private struct HandlingFacts {
        let q10Tenths: Int
        let fullValuePerMille: Int
    }

    private(set) var facts: [CropFacts] = []
    private(set) var aliases: [(name: String, crop: Crop)] = []
    private(set) var cropsByID: [String: Crop] = [:]
    /// Names in lower case.
    private(set) var cropsByName: [String: Crop] = [:]
    private(set) var cropsByMarketName: [String: Crop] = [:]
    private(set) var otherGoods: [(name: String, kind: OtherGoodsKind)] = []

    init(_ tables: CropTables) throws {
        let sources = try Self.sourceKeys(tables.referenceSources)
        let handling = try Self.handlingFacts(tables.handlingClasses, sources: sources)
        let entries = try Self.greenPassEntries(tables.greenPassCatalogue)
        let storage = try Self.storagePoints(tables.storageLife, sources: sources)
        let packages = try PackageHintTable(tables.packages)
        try readCrops(tables.crops, handling: handling, entries: entries, storage: storage, packages: packages)
        try requireKnownCrops(storage.lines, in: tables.storageLife)
        try requireKnownCrops(packages.cropLines, in: tables.packages)
        try readMarketNames(tables.marketNames)
        try readOtherGoods(tables.otherGoods)
    }

    private mutating func readCrops(
        _ table: ReferenceTable,
        handling: [HandlingClass: HandlingFacts],
        entries: [String: GreenPassClass],
        storage: StorageTable,
        packages: PackageHintTable
    ) throws {
        let columns = [
            "crop_id", "zh", "zh_aliases", "en", "en_aliases", "handling", "cold_chain", "green_pass_entry",
        ]
        try table.forEachRow(of: columns) { row in
            let id = row.text(0)
            guard let rawCrop = UInt16(exactly: facts.count) else { throw row.error(.outOfRange, 0) }
            let crop = Crop(rawCrop)
            guard cropsByID.updateValue(crop, forKey: id) == nil else { throw row.error(.duplicateName, 0) }
            guard let handlingClass = HandlingClass(rawValue: row.text(5)), let ageing = handling[handlingClass]
            else { throw row.error(.unknownName, 5) }
            guard let greenPass = Self.greenPassClass(of: row.text(7), entries) else {
                throw row.error(.unknownName, 7)
            }
            guard let points = storage.points[id] else { throw row.error(.incomplete, 0) }
            let fact = CropFacts(
                id: id,
                zh: row.text(1),
                en: row.text(3),
                aliasesZh: row.list(2),
                aliasesEn: row.list(4),
                handling: handlingClass,
                coldChain: try Self.isYes(row, 6),
                greenPass: greenPass,
                greenPassEntry: greenPass.isListed ? row.text(7) : nil,
                packageHints: packages.hints(of: id, handling: handlingClass),
                storage: points,
                q10Tenths: ageing.q10Tenths,
                fullValuePerMille: ageing.fullValuePerMille
            )
            facts.append(fact)
            try addNames([fact.zh], of: crop, row, 1)
            try addNames(fact.aliasesZh, of: crop, row, 2)
            try addNames([fact.en], of: crop, row, 3)
            try addNames(fact.aliasesEn, of: crop, row, 4)
        }
    }

    private mutating func addNames(
        _ names: [String],
        of crop: Crop,
        _ row: borrowing ReferenceTable.Row,
        _ column: Int
    ) throws {
        for name in names {
            guard !name.isEmpty, cropsByName.updateValue(crop, forKey: name.lowercased()) == nil
            else { throw row.error(.duplicateName, column) }
            aliases.append((name: name, crop: crop))
        }
    }

    private mutating func readMarketNames(_ table: ReferenceTable) throws {
        try table.forEachRow(of: ["name", "crop_id"]) { row in
            let name = row.text(0)
            guard let crop = cropsByID[row.text(1)] else { throw row.error(.unknownName, 1) }
            let isNew = cropsByName[name] == nil && cropsByMarketName.updateValue(crop, forKey: name) == nil
            guard isNew, !name.isEmpty else { throw row.error(.duplicateName, 0) }
        }
    }

    private mutating func readOtherGoods(_ table: ReferenceTable) throws {
        var names: Set<String> = []
        try table.forEachRow(of: ["name", "kind"]) { row in
            let name = row.text(0)
            guard let kind = OtherGoodsKind(rawValue: row.text(1)) else { throw row.error(.unknownName, 1) }
            let isACrop = cropsByName[name.lowercased()] != nil || cropsByMarketName[name] != nil
            guard !name.isEmpty, !isACrop, names.insert(name).inserted else { throw row.error(.duplicateName, 0) }
            otherGoods.append((name: name, kind: kind))
        }
    }

    private func requireKnownCrops(_ lines: [(id: String, line: Int)], in table: ReferenceTable) throws {
        for (id, line) in lines where cropsByID[id] == nil {
            throw ReferenceTableError(.unknownName, table: table.label, line: line, column: "crop_id", value: id)
        }
    }
}

extension CropTableReader {
    private static func sourceKeys(_ table: ReferenceTable) throws -> Set<String> {
        var keys: Set<String> = []
        try table.forEachRow(of: ["source_key", "title"]) { row in
            guard keys.insert(row.text(0)).inserted, !row.text(1).isEmpty else { throw row.error(.duplicateName, 0) }
        }
        return keys
    }

    private static func handlingFacts(
        _ table: ReferenceTable,
        sources: Set<String>
    ) throws -> [HandlingClass: HandlingFacts] {
        var facts: [HandlingClass: HandlingFacts] = [:]
        let columns = ["handling", "q10_tenths", "full_value_per_mille", "q10_source_key", "full_value_source_key"]
        try table.forEachRow(of: columns) { row in
            guard let handling = HandlingClass(rawValue: row.text(0)) else { throw row.error(.unknownName, 0) }
            for column in 3...4 where !sources.contains(row.text(column)) { throw row.error(.unknownName, column) }
            let fact = HandlingFacts(
                q10Tenths: try integer(row, 1, in: 10...40),
                fullValuePerMille: try integer(row, 2, in: 0...999)
            )
            guard facts.updateValue(fact, forKey: handling) == nil else { throw row.error(.duplicateName, 0) }
        }
        return facts
    }

    /// What a member of the catalogue is called without the bracket that explains it.
    private static func greenPassEntries(_ table: ReferenceTable) throws -> [String: GreenPassClass] {
        var entries: [String: GreenPassClass] = [:]
        try table.forEachRow(of: ["class", "members_zh"]) { row in
            guard let greenPass = GreenPassClass(rawValue: row.text(0)) else { throw row.error(.unknownName, 0) }
            guard greenPass != .excluded else { return }
            for member in row.list(1) {
                entries[String(member.prefix { $0 != "(" && $0 != "（" })] = greenPass
            }
        }
        return entries
    }

    private static func greenPassClass(of entry: String, _ entries: [String: GreenPassClass]) -> GreenPassClass? {
        switch entry {
        case "": .notListed
        case GreenPassClass.excluded.rawValue: .excluded
        default: entries[entry]
        }
    }

    private struct StorageTable {
        var points: [String: [StoragePoint]] = [:]
        var lines: [(id: String, line: Int)] = []
    }

    private static func storagePoints(_ table: ReferenceTable, sources: Set<String>) throws -> StorageTable {
        var storage = StorageTable()
        let columns = ["crop_id", "temp_min_c", "temp_max_c", "life_min_days", "life_max_days", "source_key"]
        try table.forEachRow(of: columns) { row in
            let coldest = try integer(row, 1, in: AgeingTable.celsius)
            let warmest = try integer(row, 2, in: coldest...AgeingTable.celsius.upperBound)
            let shortest = try integer(row, 3, in: 1...400)
            let longest = try integer(row, 4, in: shortest...400)
            let source = row.text(5)
            guard sources.contains(source) else { throw row.error(.unknownName, 5) }
            let point = StoragePoint(celsius: coldest...warmest, days: shortest...longest, sourceKey: source)
            storage.points[row.text(0), default: []].append(point)
            storage.lines.append((id: row.text(0), line: row.line))
        }
        for id in storage.points.keys {
            storage.points[id]?.sort {
                ($0.celsius.lowerBound, $0.celsius.upperBound) < ($1.celsius.lowerBound, $1.celsius.upperBound)
            }
        }
        return storage
    }

    private static func isYes(_ row: borrowing ReferenceTable.Row, _ column: Int) throws -> Bool {
        switch row.text(column) {
        case "yes": true
        case "no": false
        default: throw row.error(.unknownName, column)
        }
    }

    private static func integer(
        _ row: borrowing ReferenceTable.Row,
        _ column: Int,
        in range: ClosedRange<Int>
    ) throws -> Int {
        let value = Int(try row.integer(column))
        guard range.contains(value) else { throw row.error(.outOfRange, column) }
        return value
    }
}
