import Desks
import EventLog
import GreenChannelModel

/// What a record says, for people: fields by name, with telephone numbers masked.
public struct DecodedRecord: Sendable {
    public struct Field: Sendable, Equatable {
        /// `grams`, or `balance.sold` of a message inside.
        public var name: String
        public var value: String
    }

    public let fields: [Field]
    /// Why there are none, where the value does not decode.
    public let fault: String?

    public init(_ record: SelectedRecord) {
        do {
            fields = try Self.decode(record)
            fault = nil
        } catch {
            fields = []
            fault = "\(error)"
        }
    }

    private struct Undecodable: Error, CustomStringConvertible {
        var description: String
    }

    private static func decode(_ record: SelectedRecord) throws -> [Field] {
        guard let kind = record.kind else {
            throw Undecodable(description: "the record's type is none of the channel's")
        }
        guard record.record.value != nil else { throw Undecodable(description: "the value is null") }
        guard let message = record.message else {
            throw Undecodable(description: "the value does not read as JSON of an alert")
        }
        var fields: [Field] = []
        try read(message, RecordSchema.shipped.fields(of: kind), prefix: "", into: &fields)
        return fields
    }

    private static func read(
        _ message: Bytes,
        _ schema: [RecordSchema.Field],
        prefix: String,
        into fields: inout [Field]
    ) throws {
        // No message of the channel holds one of its own kind, so that this ends.
        try RecordFields.forEach(in: message) { number, value, _ in
            guard let field = schema.first(where: { $0.number == number }) else {
                fields.append(Field(name: "\(prefix)#\(number)", value: "unknown to this version"))
                return
            }
            if case .message(let name) = field.type, case .bytes(let inner) = value {
                let innerFields = RecordSchema.shipped.fields(ofMessage: name)
                try read(inner, innerFields, prefix: "\(prefix)\(field.name).", into: &fields)
                return
            }
            for value in FieldReading.values(value, field) {
                fields.append(Field(name: prefix + field.name, value: Self.text(value, field)))
            }
        }
    }

    private static func text(_ value: FieldReading.Value, _ field: RecordSchema.Field) -> String {
        switch value {
        case .name(let name): name
        case .number(let number): field.type == .bool ? (number == 0 ? "false" : "true") : "\(number)"
        case .text(let bytes): Redaction.maskingPhoneNumbers(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// The words of a message, or the fields in a row.
    public var summary: String {
        if let fault { return "(\(fault))" }
        for name in ["text", "raw_text"] {
            if let field = fields.first(where: { $0.name == name }), !field.value.isEmpty { return field.value }
        }
        return fields.prefix(8).map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
}
