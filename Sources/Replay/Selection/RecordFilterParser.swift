import GreenChannelModel

/// Reads a filter: `or` binds weakest, then `and`, then `not`; parentheses group.
struct RecordFilterParser {
    private var rest: Substring
    private let whole: String
    private var depth = 0
    /// Deeper than anybody writes, and shallow enough for any stack.
    private static let depthMax = 50

    init(_ text: String) {
        whole = text
        rest = text[...]
    }

    mutating func parse() throws(ReplayRefusal) -> RecordFilter.Node {
        let node = try alternatives()
        skipSpace()
        guard rest.isEmpty else { throw wrong("there is more than one condition without 'and' or 'or' at '\(rest)'") }
        return node
    }

    private mutating func alternatives() throws(ReplayRefusal) -> RecordFilter.Node {
        var nodes = [try conditions()]
        while take(word: "or") { nodes.append(try conditions()) }
        return nodes.count == 1 ? nodes[0] : .any(nodes)
    }

    private mutating func conditions() throws(ReplayRefusal) -> RecordFilter.Node {
        var nodes = [try condition()]
        while take(word: "and") { nodes.append(try condition()) }
        return nodes.count == 1 ? nodes[0] : .all(nodes)
    }

    private mutating func condition() throws(ReplayRefusal) -> RecordFilter.Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw wrong("it is nested more than \(Self.depthMax) deep") }
        if take(word: "not") { return .not(try condition()) }
        skipSpace()
        if rest.first == "(" {
            rest.removeFirst()
            let node = try alternatives()
            skipSpace()
            guard rest.popFirst() == ")" else { throw wrong("a parenthesis is not closed") }
            return node
        }
        return .test(try test())
    }

    private mutating func test() throws(ReplayRefusal) -> RecordFilter.Test {
        let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
        guard !name.isEmpty else { throw wrong("a field is expected at '\(rest.prefix(20))'") }
        rest.removeFirst(name.count)
        skipSpace()
        guard let comparison = RecordFilter.Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
            throw wrong("'\(name)' is followed by none of = != < <= > >= ~")
        }
        rest.removeFirst(comparison.rawValue.count)
        let text = try value(of: name)
        let test = RecordFilter.Test(
            subject: try subject(name),
            comparison: comparison,
            text: text,
            number: Int64(text) ?? Instant(iso8601: text)?.milliseconds
                ?? (text.lowercased() == "true" ? 1 : text.lowercased() == "false" ? 0 : nil),
            thousandths: Self.thousandths(text)
        )
        try checkValue(of: test, name)
        return test
    }

    /// A value that the field can never have is a slip, and would select nothing, or everything, without a word.
    private func checkValue(of test: RecordFilter.Test, _ name: String) throws(ReplayRefusal) {
        let isWhole = test.comparison == .equal || test.comparison == .notEqual
        switch test.subject {
        case .key, .reason: return
        case .kilograms:
            if test.thousandths == nil {
                throw wrong("'\(name)' is compared with '\(test.text)', not with a decimal number from 0, such as 1.5")
            }
        case .type:
            let kinds = RecordKind.allCases.map { "\($0)" }
            if isWhole, !kinds.contains(where: { $0.lowercased() == test.text.lowercased() }) {
                throw wrong("there is no type '\(test.text)'; types are \(kinds.sorted().joined(separator: " "))")
            }
        case .field(let readings):
            let types = readings.compactMap { $0?.path.last?.type }
            if !types.contains(where: { $0.mayHold(test, isWhole: isWhole) }) {
                let values = Set(types.map(\.valueWords)).sorted().joined(separator: ", or ")
                throw wrong("'\(name)' is compared with '\(test.text)', not with \(values)")
            }
        }
    }

    private mutating func value(of name: String) throws(ReplayRefusal) -> String {
        skipSpace()
        guard let first = rest.first else { throw wrong("'\(name)' is compared with nothing") }
        if first == "'" || first == "\"" {
            rest.removeFirst()
            let text = String(rest.prefix { $0 != first })
            rest.removeFirst(text.count)
            guard rest.popFirst() == first else { throw wrong("a quote is not closed") }
            return text
        }
        let text = String(rest.prefix { !$0.isWhitespace && $0 != "(" && $0 != ")" })
        guard !text.isEmpty else { throw wrong("'\(name)' is compared with nothing") }
        rest.removeFirst(text.count)
        return text
    }

    private func subject(_ name: String) throws(ReplayRefusal) -> RecordFilter.Subject {
        switch RecordSchema.folded(name) {
        case "kg": return .kilograms(readings: RecordKind.allCases.map { FieldReading("grams", in: $0) })
        case "type": return .type
        case "key": return .key
        // The journal has a field of that name, but a dead letter's code is what people mean.
        case "reason": return .reason
        default: break
        }
        let readings = RecordKind.allCases.map { FieldReading(name, in: $0) }
        guard readings.contains(where: { $0 != nil }) else {
            throw ReplayRefusal(
                .unknownField,
                "No record has a field '\(name)'",
                remedy: "Fields are: " + Self.fieldNames.joined(separator: " ")
            )
        }
        return .field(readings: readings)
    }

    /// Every field that a filter may name, in order.
    static let fieldNames: [String] = {
        var names: Set = ["kg", "type", "key", "reason"]
        for kind in RecordKind.allCases {
            for field in RecordSchema.shipped.fields(of: kind) {
                guard case .message(let inner) = field.type else {
                    names.insert(field.name)
                    continue
                }
                for part in RecordSchema.shipped.fields(ofMessage: inner) { names.insert("\(field.name).\(part.name)") }
            }
        }
        return names.sorted()
    }()

    private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }

    private mutating func take(word: String) -> Bool {
        skipSpace()
        guard rest.lowercased().hasPrefix(word) else { return false }
        let after = rest.dropFirst(word.count)
        guard let next = after.first, next.isWhitespace || next == "(" else { return false }
        rest = after
        return true
    }

    private func wrong(_ what: String) -> ReplayRefusal {
        ReplayRefusal(
            .wrongFilter,
            "The filter '\(whole)' does not read: \(what)",
            remedy: "Write for example: crop=potato and kg>100"
        )
    }

    /// A decimal number in thousandths; `nil`: it is none.
    static func thousandths(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int64($0) }), whole >= 0 else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            let digits = (parts[1] + "000").prefix(3)
            guard parts[1].allSatisfy({ ("0"..."9").contains($0) }), let value = Int64(digits) else { return nil }
            fraction = value
        }
        let (product, overflow) = whole.multipliedReportingOverflow(by: 1000)
        return overflow || product > .max - fraction ? nil : product + fraction
    }
}

extension RecordSchema.FieldType {
    /// Whether a comparison with this value can ever say anything of a field of this type.
    fileprivate func mayHold(_ test: RecordFilter.Test, isWhole: Bool) -> Bool {
        switch self {
        case .string, .message: true
        case .int64, .uint32, .bool: test.number != nil
        case .enumeration(let names):
            // Parts of names may be looked for. What has no name (yet) goes by its number.
            !isWhole || names.values.contains { $0.lowercased() == test.text.lowercased() }
                || Int64(test.text).map { names[$0] == nil } ?? false
        }
    }

    fileprivate var valueWords: String {
        switch self {
        case .string, .message: "a text"
        case .int64, .uint32, .bool: "a whole number, a time such as 2026-03-02T08:00:00+08:00, true or false"
        case .enumeration(let names): "one of " + names.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
        }
    }
}
