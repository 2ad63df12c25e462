/// What is wrong with one line of an offer file: which line and field, the value that stands there, and what to do.
public struct OfferFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// From 1.
    public var line: Int
    /// The field's name as written; empty when the line as a whole is wrong.
    public var field: String
    /// The value as written, shortened and printable.
    public var value: String
    public var problem: String
    public var remedy: String

    /// How much of a value is shown, in bytes.
    static let valueBytesMax = 80

    init(line: Int, field: String = "", value: some Collection<UInt8>, problem: String, remedy: String) {
        self.line = line
        self.field = Self.printable(Array(field.utf8))
        self.value = Self.printable(value)
        self.problem = problem
        self.remedy = remedy
    }

    public var description: String {
        let subject = field.isEmpty ? value : "\(field): \(value)"
        return "line \(line): \(subject): \(problem); \(remedy)"
    }

    /// A terminal or a log may show it: control and direction characters are gone, its length is bounded.
    private static func printable(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(valueBytesMax), as: UTF8.self)
        let inert = text.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                "\u{FFFD}"
            default: Character(scalar)
            }
        }
        return String(inert) + (bytes.count > valueBytesMax ? "…" : "")
    }
}
