import CReferenceData

/// One of the CSV tables that ship inside the binary, read in place, field by field.
///
/// The format is the plain part of RFC 4180: a header row, commas, LF or CR LF, optional double quotes around a field with `""`
/// for a quote in it, no line break inside a field. Reading allocates one array of field bounds in all; a `Row` is
/// valid only inside the closure that it is handed to.
public struct ReferenceTable: Sendable {
    /// The shipped tables, by file name.
    public enum Name: String, CaseIterable, Sendable {
        case adcodes
        case ambientCelsius = "ambient_celsius"
        case crops
        case emissionFactors = "emission_factors_defra2025"
        case greenPassCatalogue = "greenpass_catalogue"
        case handlingClasses = "handling_classes"
        case marketNames = "market_names"
        case otherGoods = "other_goods"
        case packages
        case priceBounds = "xinfadi_price_bounds_yuan_per_jin"
        case referenceSources = "reference_sources"
        case storageLife = "storage_life"
        case streets
        case units
    }

    private enum Content {
        case shipped(Name)
        case text([UInt8])
    }

    /// What errors call the table.
    public let label: String
    private let content: Content

    public init(_ name: Name) {
        label = name.rawValue
        content = .shipped(name)
    }

    /// A table from elsewhere in the same format, such as a changed copy of a shipped one.
    public init(label: String, text: String) {
        self.label = label
        content = .text(Array(text.utf8))
    }

    /// Calls `body` for each row after the header, in file order. Blank lines are skipped.
    ///
    /// Fields are addressed by their place in `columns`, whatever the order in the file, so that a column added to a
    /// file changes no reader.
    /// - Throws: `ReferenceTableError` for a column that the header lacks, a row of another width than the header,
    ///   an unclosed quote; and whatever `body` throws.
    public func forEachRow(of columns: [String], _ body: (borrowing Row) throws -> Void) throws {
        try withBytes { bytes in
            var cursor = Cursor(bytes: bytes, label: label)
            guard try cursor.nextLine() else { throw error(.empty, line: 1) }
            let header = cursor.fields.map { String(decoding: bytes[$0], as: UTF8.self) }
            var places: [Int] = []
            for column in columns {
                guard let place = header.firstIndex(of: column) else {
                    throw error(.missingColumn, line: 1, column: column)
                }
                places.append(place)
            }
            while try cursor.nextLine() {
                guard cursor.fields.count == header.count else { throw error(.wrongWidth, line: cursor.line) }
                try body(
                    Row(
                        bytes: bytes,
                        fields: cursor.fields,
                        places: places,
                        columns: columns,
                        label: label,
                        line: cursor.line
                    )
                )
            }
        }
    }

    private func error(_ code: ReferenceTableError.Code, line: Int, column: String = "") -> ReferenceTableError {
        ReferenceTableError(code, table: label, line: line, column: column, value: "")
    }

    private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        switch content {
        case .text(let text): return try text.withUnsafeBufferPointer(body)
        case .shipped(let name):
            let table = name.table
            return try body(UnsafeBufferPointer(start: table.bytes, count: table.count))
        }
    }
}

extension ReferenceTable.Name {
    /// Constant memory of the program: valid as long as it runs.
    fileprivate var table: greenchannel_table {
        switch self {
        case .adcodes: greenchannel_adcodes()
        case .ambientCelsius: greenchannel_ambient_celsius()
        case .crops: greenchannel_crops()
        case .emissionFactors: greenchannel_emission_factors()
        case .greenPassCatalogue: greenchannel_greenpass_catalogue()
        case .handlingClasses: greenchannel_handling_classes()
        case .marketNames: greenchannel_market_names()
        case .otherGoods: greenchannel_other_goods()
        case .packages: greenchannel_packages()
        case .priceBounds: greenchannel_price_bounds()
        case .referenceSources: greenchannel_reference_sources()
        case .storageLife: greenchannel_storage_life()
        case .streets: greenchannel_streets()
        case .units: greenchannel_units()
        }
    }
}

extension ReferenceTable {
    /// Walks the bytes line by line and leaves the bounds of the line's fields, quotes taken off, in `fields`.
    private struct Cursor {
        let bytes: UnsafeBufferPointer<UInt8>
        let label: String
        var fields: [Range<Int>] = []
        var line = 0
        private var position = 0

        init(bytes: UnsafeBufferPointer<UInt8>, label: String) {
            self.bytes = bytes
            self.label = label
        }

        mutating func nextLine() throws -> Bool {
            while position < bytes.count {
                line += 1
                fields.removeAll(keepingCapacity: true)
                try readLine()
                let isBlank = fields.count == 1 && fields[0].isEmpty
                if !isBlank { return true }
            }
            return false
        }

        private mutating func readLine() throws {
            while true {
                if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                    try readQuotedField()
                } else {
                    readPlainField()
                }
                if skipLineEnd() { return }
                position += 1
            }
        }

        private mutating func readPlainField() {
            let start = position
            while !isAtFieldEnd { position += 1 }
            fields.append(start..<position)
        }

        private mutating func readQuotedField() throws {
            position += 1
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
                guard bytes[position] == UInt8(ascii: "\"") else {
                    position += 1
                    continue
                }
                let next = position + 1
                if next < bytes.count, bytes[next] == UInt8(ascii: "\"") {
                    position += 2
                    continue
                }
                fields.append(start..<position)
                position = next
                guard isAtFieldEnd else { break }
                return
            }
            throw ReferenceTableError(.badQuote, table: label, line: line, column: "", value: "")
        }

        private var isAtFieldEnd: Bool { isAtLineEnd || bytes[position] == UInt8(ascii: ",") }

        private var isAtLineEnd: Bool { position >= bytes.count || lineEndLength > 0 }

        /// How many bytes the line break here takes: 1 for LF, 2 for CR LF, 0 where there is none.
        private var lineEndLength: Int {
            guard position < bytes.count else { return 0 }
            if bytes[position] == UInt8(ascii: "\n") { return 1 }
            let isPair =
                bytes[position] == UInt8(ascii: "\r") && position + 1 < bytes.count
                && bytes[position + 1] == UInt8(ascii: "\n")
            return isPair ? 2 : 0
        }

        private mutating func skipLineEnd() -> Bool {
            guard isAtLineEnd else { return false }
            position += lineEndLength
            return true
        }
    }
}
