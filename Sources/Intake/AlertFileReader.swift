/// How the alerts of a file are written down.
public enum AlertFileFormat: String, Sendable, CaseIterable {
    /// A header line, then a row an alert; RFC 4180 quoting.
    case csv
    /// One object, an array of objects, or objects one after another, as lines or not.
    case json
}

/// A record of an alert file that cannot be read. The bytes are kept: nothing that came in is lost.
public struct AlertFileError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case noHeader, malformed, tooLarge, tooDeep
    }

    public var code: Code
    /// The line on which the record begins, from 1.
    public var line: Int
    /// The part that was at fault, safe to show.
    public var value: String
    /// What to do about it.
    public var remedy: String
    /// The record as it came in, up to the bound on records.
    public var raw: [UInt8]

    public var description: String { "line \(line): \(code.rawValue): \(value.isEmpty ? "" : "'\(value)': ")\(remedy)" }
}

/// Reads alerts from a file piece by piece, in memory bounded by the largest record allowed.
///
/// Feed it any pieces with `consume`, then call `finish`. Records come out in order; one that cannot be read comes out
/// as an error with its bytes, and reading goes on after it.
public struct AlertFileReader: Sendable {
    public typealias Record = Result<AlertFields, AlertFileError>

    /// The largest record that is read, in bytes.
    public static let recordBytesMax = 65_536

    private enum Scanner: Sendable {
        case csv(CSVScanner)
        case json(JSONRecordScanner)
    }

    private var scanner: Scanner

    public init(format: AlertFileFormat) {
        switch format {
        case .csv: scanner = .csv(CSVScanner())
        case .json: scanner = .json(JSONRecordScanner())
        }
    }

    /// The format that a file's first bytes speak for: an object or array is JSON, anything else CSV.
    public static func format(ofFirst bytes: some Sequence<UInt8>) -> AlertFileFormat {
        for byte in bytes where byte > 0x20 && byte != 0xEF && byte != 0xBB && byte != 0xBF {
            return byte == 0x7B || byte == 0x5B ? .json : .csv
        }
        return .csv
    }

    public mutating func consume(_ bytes: some Sequence<UInt8>, _ body: (Record) -> Void) {
        switch scanner {
        case .csv(var csv):
            for byte in bytes { csv.take(byte, body) }
            scanner = .csv(csv)
        case .json(var json):
            for byte in bytes { json.take(byte, body) }
            scanner = .json(json)
        }
    }

    /// Says that no more bytes come; a record cut short comes out as an error.
    public mutating func finish(_ body: (Record) -> Void) {
        switch scanner {
        case .csv(var csv):
            csv.finish(body)
            scanner = .csv(csv)
        case .json(var json):
            json.finish(body)
            scanner = .json(json)
        }
    }

    /// All records of a file that is at hand.
    public static func records(in bytes: some Sequence<UInt8>, format: AlertFileFormat) -> [Record] {
        var reader = AlertFileReader(format: format)
        var records: [Record] = []
        reader.consume(bytes) { records.append($0) }
        reader.finish { records.append($0) }
        return records
    }
}
