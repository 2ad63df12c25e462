/// Usual package weights, by crop where one is known, else by handling class.
struct PackageHintTable {
    /// The crops named, with the line where, for the reader that knows which crops exist.
    private(set) var cropLines: [(id: String, line: Int)] = []
    private var byCrop: [String: [PackageHint]] = [:]
    private var byHandling: [HandlingClass: [PackageHint]] = [:]

    init(_ table: ReferenceTable) throws {
        try table.forEachRow(of: ["crop_id", "handling", "package", "net_grams"]) { row in
            let net = try row.integer(3)
            guard (1...100_000).contains(net) else { throw row.error(.outOfRange, 3) }
            let hint = PackageHint(package: row.text(2), net: Grams(net))
            let id = row.text(0)
            if id.isEmpty {
                guard let handling = HandlingClass(rawValue: row.text(1)) else { throw row.error(.unknownName, 1) }
                byHandling[handling, default: []].append(hint)
            } else {
                byCrop[id, default: []].append(hint)
                cropLines.append((id: id, line: row.line))
            }
        }
    }

    /// The crop's own hints, then those of its class for packages that it has none for; in file order.
    func hints(of id: String, handling: HandlingClass) -> [PackageHint] {
        let own = byCrop[id] ?? []
        let general = byHandling[handling] ?? []
        return own + general.filter { hint in !own.contains { $0.package == hint.package } }
    }
}
