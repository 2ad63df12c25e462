import SwiftProtobuf

/// Reads an offer file piece by piece: memory is bounded by one line, however long the file.
///
/// Give it the bytes as they come with `read`, then call `finish` once.
public struct OfferFileReader: Sendable {
    /// A longer line is an error and is passed over without being kept.
    public static let lineBytesMax = 65_536

    /// The epoch that the first line stated.
    public private(set) var epoch: Instant?

    private let defaultTime: Instant
    private var line: [UInt8] = []
    private var lineNumber = 1
    private var lineIsTooLong = false
    private var hasRecords = false

    /// - Parameter defaultTime: when records without `at` happen in a file without an epoch.
    public init(defaultTime: Instant = Instant(milliseconds: 0)) {
        self.defaultTime = defaultTime
    }

    /// Takes the next bytes of the file and hands on each line that ends in them, with its number from 1.
    public mutating func read(
        _ bytes: some Collection<UInt8>,
        each: (Int, Result<TimedRecord, OfferFileError>) -> Void
    ) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            keep(rest[..<end])
            endLine(each)
            rest = rest[end...].dropFirst()
        }
        keep(rest)
    }

    /// Ends the file: its last line may lack a line feed.
    public mutating func finish(each: (Int, Result<TimedRecord, OfferFileError>) -> Void) {
        endLine(each)
    }

    private mutating func keep(_ part: some Collection<UInt8>) {
        let room = Self.lineBytesMax - line.count
        if part.count > room { lineIsTooLong = true }
        line.append(contentsOf: part.prefix(room))
    }

    private mutating func endLine(_ each: (Int, Result<TimedRecord, OfferFileError>) -> Void) {
        defer {
            line.removeAll(keepingCapacity: true)
            lineIsTooLong = false
            lineNumber += 1
        }
        do {
            if let record = try record() { each(lineNumber, .success(record)) }
        } catch {
            each(lineNumber, .failure(error))
        }
    }

    /// The record of the line at hand; `nil` for an empty line and for the epoch.
    private mutating func record() throws(OfferFileError) -> TimedRecord? {
        guard !lineIsTooLong else {
            throw error(
                value: line,
                problem: "the line is longer than \(Self.lineBytesMax) bytes",
                remedy: "write one record a line"
            )
        }
        var bytes = line[...]
        // A byte order mark, as some editors write one.
        if lineNumber == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return nil }
        guard let fields = JSONFields.split(bytes) else {
            throw error(value: bytes, problem: "not one JSON object", remedy: "write one object with one record a line")
        }
        if fields.contains(where: { $0.name == "epoch" }) {
            try takeEpoch(fields)
            return nil
        }
        hasRecords = true
        return try record(of: fields, line: bytes)
    }

    private mutating func takeEpoch(_ fields: [JSONFields.Field]) throws(OfferFileError) {
        for field in fields {
            guard field.name == "epoch", fields.count == 1, epoch == nil, !hasRecords else {
                throw error(
                    field: field.name,
                    value: field.value,
                    problem: "the epoch stands alone, once, before every record",
                    remedy: "move it to the first line"
                )
            }
            epoch = try instant(field)
        }
    }

    private func record(of fields: [JSONFields.Field], line: ArraySlice<UInt8>) throws(OfferFileError) -> TimedRecord {
        var at: Instant?
        var body: RecordBody?
        for field in fields {
            if field.name == "at", at == nil {
                at = try instant(field)
                continue
            }
            guard let kind = OfferRecordKind(rawValue: field.name) else {
                throw error(
                    field: field.name,
                    value: field.value,
                    problem: field.name == "at" ? "a second time" : "no record of an offer file has this name",
                    remedy: "use one of \(OfferRecordKind.names), and at the most one \"at\""
                )
            }
            guard body == nil else {
                throw error(
                    field: field.name,
                    value: field.value,
                    problem: "a second record in one line",
                    remedy: "give it a line of its own"
                )
            }
            body = try decode(kind, field)
        }
        guard let body, let address = body.offerAddress else {
            throw error(value: line, problem: "no record", remedy: "use one of \(OfferRecordKind.names)")
        }
        return TimedRecord(at: at ?? epoch ?? defaultTime, topic: address.topic, key: address.key, body: body)
    }

    private func decode(_ kind: OfferRecordKind, _ field: JSONFields.Field) throws(OfferFileError) -> RecordBody {
        let body: RecordBody
        do {
            body = try kind.decode(Array(field.value))
        } catch {
            throw explain(error, kind, field)
        }
        guard body.offerAddress?.key.isEmpty == false else {
            throw error(
                field: kind.keyField,
                value: field.value,
                problem: "it is not stated",
                remedy: "say whose record this is: \(kind.keyField) is its key"
            )
        }
        return body
    }

    /// Finds the field that the decoder stumbled over by decoding each alone.
    private func explain(_ failure: any Error, _ kind: OfferRecordKind, _ field: JSONFields.Field) -> OfferFileError {
        var culprit = field
        var cause = failure
        for inner in JSONFields.split(field.value) ?? [] {
            do {
                _ = try kind.decode(Array("{\"\(inner.name)\":".utf8) + inner.value + [0x7D])
            } catch {
                culprit = inner
                cause = error
                break
            }
        }
        return error(
            field: culprit.name,
            value: culprit.value,
            problem: Self.describe(cause),
            remedy: "see message \(kind.messageName) in greenchannel.proto"
        )
    }

    private static func describe(_ failure: any Error) -> String {
        guard let failure = failure as? JSONDecodingError else { return "it cannot be read" }
        return switch failure {
        case .unknownField: "no such field"
        case .unrecognizedEnumValue: "no such kind"
        case .malformedNumber, .leadingZero: "not a number"
        case .numberRange: "the number does not fit"
        case .malformedBool: "neither true nor false"
        case .malformedString, .invalidUTF8: "not a text"
        case .conflictingOneOf: "stated twice"
        case .truncated, .trailingGarbage: "not complete JSON"
        default: "not what this field holds"
        }
    }

    private func instant(_ field: JSONFields.Field) throws(OfferFileError) -> Instant {
        guard field.value.count >= 2, field.value.first == 0x22, field.value.last == 0x22,
            let instant = Instant(iso8601Bytes: field.value.dropFirst().dropLast())
        else {
            throw error(
                field: field.name,
                value: field.value,
                problem: "not a time with an offset",
                remedy: "write it as \"2026-03-02T09:00:00+08:00\""
            )
        }
        return instant
    }

    private func error(
        field: String = "",
        value: some Collection<UInt8>,
        problem: String,
        remedy: String
    ) -> OfferFileError {
        OfferFileError(line: lineNumber, field: field, value: value, problem: problem, remedy: remedy)
    }
}
