import EventLog
import GreenChannelModel
import Streams

/// What must hold for a record's decoded fields: `crop=potato and kg>100`, `text~洋芋 or not (place=231224)`.
///
/// Comparisons `=` `!=` `<` `<=` `>` `>=` and `~` (contains) join a field and a value, which stands in quotes where it has
/// spaces or parentheses. Fields are those of `greenchannel.proto`, and `kg`, `type`, `key`, `reason`. A field that a record's
/// type does not have makes the comparison false, and so does a value that does not decode.
public struct RecordFilter: Sendable {
    enum Comparison: String, CaseIterable, Sendable {
        // In the order in which they are looked for: the longer ones first.
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case equal = "="
        case less = "<"
        case greater = ">"
        case contains = "~"
    }

    /// What a comparison looks at.
    enum Subject: Sendable {
        case kilograms(readings: [FieldReading?])
        case type
        case key
        case reason
        /// By the raw value of the record's kind; `nil`: that kind has no such field.
        case field(readings: [FieldReading?])
    }

    struct Test: Sendable {
        var subject: Subject
        var comparison: Comparison
        var text: String
        /// The value as a number, or as a time in milliseconds.
        var number: Int64?
        /// The value in thousandths, for kilograms.
        var thousandths: Int64?
    }

    indirect enum Node: Sendable {
        case test(Test)
        case not(Node)
        case all([Node])
        case any([Node])
    }

    public let text: String
    private let root: Node

    public init(_ text: String) throws(ReplayRefusal) {
        self.text = text
        var parser = RecordFilterParser(text)
        root = try parser.parse()
    }

    public func matches(_ record: SelectedRecord) -> Bool { Self.holds(root, record) }

    private static func holds(_ node: Node, _ record: SelectedRecord) -> Bool {
        switch node {
        case .test(let test): holds(test, record)
        case .not(let inner): !holds(inner, record)
        case .all(let nodes): nodes.allSatisfy { holds($0, record) }
        case .any(let nodes): nodes.contains { holds($0, record) }
        }
    }

    private static func holds(_ test: Test, _ record: SelectedRecord) -> Bool {
        switch test.subject {
        case .type:
            guard let kind = record.kind else { return false }
            return compare("\(kind)".lowercased(), test.text.lowercased(), test.comparison)
        case .key:
            return record.record.key.map { compare(String(decoding: $0, as: UTF8.self), test.text, test.comparison) }
                ?? false
        case .reason: return record.envelope.map { compare($0.reason, test.text, test.comparison) } ?? false
        case .field(let readings): return holds(readings, record) { compare($0, test) }
        case .kilograms(let readings):
            guard let thousandths = test.thousandths else { return false }
            return holds(readings, record) { value in
                guard case .number(let grams) = value else { return false }
                return compare(grams, thousandths, test.comparison)
            }
        }
    }

    private static func holds(
        _ readings: [FieldReading?],
        _ record: SelectedRecord,
        _ condition: (FieldReading.Value) -> Bool
    ) -> Bool {
        guard let kind = record.kind, let reading = readings[Int(kind.rawValue)], let message = record.message else {
            return false
        }
        // What is damaged has no fields, and there is nobody to tell: `list` shows that it does not decode.
        return (try? reading.contains(in: message, where: condition)) ?? false
    }

    private static func compare(_ value: FieldReading.Value, _ test: Test) -> Bool {
        switch value {
        case .number(let number): return test.number.map { compare(number, $0, test.comparison) } ?? false
        case .name(let name): return compare(name.lowercased(), test.text.lowercased(), test.comparison)
        case .text(let bytes):
            if test.comparison == .equal, bytes.elementsEqual(test.text.utf8) { return true }
            return compare(String(decoding: bytes, as: UTF8.self), test.text, test.comparison)
        }
    }

    private static func compare(_ left: String, _ right: String, _ comparison: Comparison) -> Bool {
        comparison == .contains ? left.contains(right) : order(left, right, comparison)
    }

    private static func compare(_ left: Int64, _ right: Int64, _ comparison: Comparison) -> Bool {
        comparison == .contains ? "\(left)".contains("\(right)") : order(left, right, comparison)
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value, _ comparison: Comparison) -> Bool {
        switch comparison {
        case .equal, .contains: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
