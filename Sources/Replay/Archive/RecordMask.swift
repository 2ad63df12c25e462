import DeskStreams
import Desks
import EventLog
import GreenChannelModel

/// Takes telephone numbers out of a record: from the strings of its message, from its headers and its key.
enum RecordMask {
    /// - Returns: the masked record, and whether its value had to be left out, as it does not decode.
    static func masked(_ selected: SelectedRecord) -> (record: Record, isWithheld: Bool) {
        var record = selected.record
        record.key = record.key.map(text)
        var headers: [(name: Bytes, value: Bytes?)] = []
        record.headers.forEach { name, value in headers.append((name, value.map(text))) }
        record.headers = Headers(headers)
        guard let value = record.value, !value.isEmpty else { return (record, false) }
        if selected.isJSON {
            // All fields of an alert are strings, so that no number of JSON can break.
            record.value = strict(value)
            return (record, false)
        }
        guard let kind = selected.kind,
            let masked = try? message(value, RecordSchema.shipped.fields(of: kind))
        else {
            record.value = nil
            return (record, true)
        }
        record.value = masked[...]
        return (record, false)
    }

    private static func message(_ bytes: Bytes, _ schema: [RecordSchema.Field]) throws -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        try RecordFields.forEach(in: bytes) { number, value, range in
            guard case .bytes(let inner) = value, let field = schema.first(where: { $0.number == number }) else {
                result.append(contentsOf: bytes[range])
                return
            }
            switch field.type {
            case .string: RecordFields.append(number, .bytes(strict(inner)), to: &result)
            case .message(let name):
                let masked = try message(inner, RecordSchema.shipped.fields(ofMessage: name))
                RecordFields.append(number, .bytes(masked[...]), to: &result)
            case .int64, .uint32, .bool, .enumeration: result.append(contentsOf: bytes[range])
            }
        }
        return result
    }

    /// Free words: any long run of digits may be a number. What has none stays byte for byte.
    private static func strict(_ bytes: Bytes) -> Bytes {
        let text = String(decoding: bytes, as: UTF8.self)
        let masked = Redaction.maskingPhoneNumbers(text)
        return masked == text ? bytes : Array(masked.utf8)[...]
    }

    /// Headers and keys, whose other long numbers are what they are there for.
    private static func text(_ bytes: Bytes) -> Bytes {
        let text = String(decoding: bytes, as: UTF8.self)
        let masked = Redaction.maskingTelephones(text)
        return masked == text ? bytes : Array(masked.utf8)[...]
    }
}
