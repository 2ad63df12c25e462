extension ReferenceTable {
    /// One row, its fields addressed by their place in the columns asked for. Valid inside the closure only.
    public struct Row: ~Copyable {
        let bytes: UnsafeBufferPointer<UInt8>
        let fields: [Range<Int>]
        let places: [Int]
        let columns: [String]
        let label: String
        /// Counted from 1, the header.
        public let line: Int

        /// The raw bytes of a field, a doubled quote still doubled.
        public func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(rebasing: bytes[fields[places[column]]])
        }

        public func text(_ column: Int) -> String {
            let field = bytes(column)
            guard field.contains(UInt8(ascii: "\"")) else { return String(decoding: field, as: UTF8.self) }
            var plain: [UInt8] = []
            var previousWasQuote = false
            for byte in field {
                let isQuote = byte == UInt8(ascii: "\"")
                if isQuote && previousWasQuote {
                    previousWasQuote = false
                    continue
                }
                plain.append(byte)
                previousWasQuote = isQuote
            }
            return String(decoding: plain, as: UTF8.self)
        }

        /// The parts between `|`; none for an empty field.
        public func list(_ column: Int) -> [String] {
            text(column).split(separator: "|", omittingEmptySubsequences: true).map(String.init)
        }

        /// - Throws: `ReferenceTableError` with code `notANumber` unless the field is a whole number in 64 bits.
        public func integer(_ column: Int) throws -> Int64 { try decimal(column, places: 0) }

        /// A decimal number times 10 to the power of `places`, exactly: "0.20416" with 5 places is 20416.
        ///
        /// - Throws: `ReferenceTableError` with code `notANumber`, also for more decimals than `places`, so that
        ///   nothing is ever rounded silently.
        public func decimal(_ column: Int, places decimals: Int) throws -> Int64 {
            let field = bytes(column)
            let isNegative = field.first == UInt8(ascii: "-")
            var value: Int64 = 0
            var digits = 0
            var decimalsSeen: Int?
            for byte in field.dropFirst(isNegative ? 1 : 0) {
                if byte == UInt8(ascii: "."), decimalsSeen == nil {
                    decimalsSeen = 0
                    continue
                }
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw notANumber(column) }
                value = try appending(Int64(byte - UInt8(ascii: "0")), to: value, column)
                digits += 1
                decimalsSeen = decimalsSeen.map { $0 + 1 }
            }
            let missing = decimals - (decimalsSeen ?? 0)
            guard digits > 0, missing >= 0 else { throw notANumber(column) }
            for _ in 0..<missing { value = try appending(0, to: value, column) }
            return isNegative ? -value : value
        }

        /// An error that points at this field, for a reader that finds its content wrong.
        public func error(_ code: ReferenceTableError.Code, _ column: Int) -> ReferenceTableError {
            ReferenceTableError(code, table: label, line: line, column: columns[column], value: text(column))
        }

        private func notANumber(_ column: Int) -> ReferenceTableError { error(.notANumber, column) }

        private func appending(_ digit: Int64, to value: Int64, _ column: Int) throws -> Int64 {
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowedAgain) = tenfold.addingReportingOverflow(digit)
            if overflowed || overflowedAgain { throw notANumber(column) }
            return sum
        }
    }
}

/// A reference table is not what its reader expects: which table, line, column and value.
public struct ReferenceTableError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable {
        case empty = "no header row"
        case missingColumn = "no such column"
        case wrongWidth = "not as many fields as the header"
        case badQuote = "a quote that does not close its field"
        case notANumber = "not a number of the expected form"
        case unknownName = "a name that the table it refers to does not have"
        case duplicateName = "a name that stands there already"
        case outOfRange = "a value outside its range"
        case incomplete = "an entry that another table must have and has not"
    }

    public let code: Code
    public let table: String
    public let line: Int
    public let column: String
    public let value: String

    public init(_ code: Code, table: String, line: Int, column: String, value: String) {
        self.code = code
        self.table = table
        self.line = line
        self.column = column
        self.value = value
    }

    /// Compared by code: the place is for people.
    public static func == (left: ReferenceTableError, right: ReferenceTableError) -> Bool { left.code == right.code }

    public var description: String {
        "reference table \(table), line \(line), column \(column.isEmpty ? "-" : column): \(code.rawValue): \"\(value)\""
    }
}
