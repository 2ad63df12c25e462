import EventLog
import GreenChannelModel

/// Finds a field in the bytes of a record.
struct FieldReading: Sendable {
    enum Value: Equatable {
        case text(Bytes)
        case number(Int64)
        /// A value of an enumeration, by its name.
        case name(String)
    }

    /// From the outside in; only the last is no message.
    let path: [RecordSchema.Field]

    /// - Parameter name: `grams`, or `balance.sold` of a message inside; case and underscores do not matter.
    init?(_ name: String, in kind: RecordKind, schema: RecordSchema = .shipped) {
        var path: [RecordSchema.Field] = []
        var fields = schema.fields(of: kind)
        for part in name.split(separator: ".", omittingEmptySubsequences: false) {
            let folded = RecordSchema.folded(part)
            guard let field = fields.first(where: { RecordSchema.folded($0.name) == folded }) else { return nil }
            path.append(field)
            fields = if case .message(let name) = field.type { schema.fields(ofMessage: name) } else { [] }
        }
        guard let last = path.last else { return nil }
        if case .message = last.type { return nil }
        self.path = path
    }

    /// Whether any value satisfies a condition. A field that may stand once and does not has its default, 0 or "".
    func contains(in message: Bytes, where condition: (Value) -> Bool) throws -> Bool {
        try contains(in: message, path[...], condition)
    }

    private func contains(
        in message: Bytes,
        _ path: ArraySlice<RecordSchema.Field>,
        _ condition: (Value) -> Bool
    ) throws -> Bool {
        guard let field = path.first else { return false }
        var isFound = false
        var last: Value?
        try RecordFields.forEach(in: message) { number, value, _ in
            guard number == field.number, !isFound else { return }
            if path.count > 1 {
                if case .bytes(let inner) = value { isFound = try contains(in: inner, path.dropFirst(), condition) }
                return
            }
            for value in Self.values(value, field) {
                if field.isRepeated { isFound = isFound || condition(value) }
                last = value
            }
        }
        if field.isRepeated || path.count > 1 { return isFound }
        // Where a field stands twice, the last one counts.
        return condition(last ?? Self.standard(field))
    }

    private static func standard(_ field: RecordSchema.Field) -> Value {
        switch field.type {
        case .string, .message: .text([])
        case .int64, .uint32, .bool: .number(0)
        case .enumeration(let names): .name(names[0] ?? "0")
        }
    }

    static func values(_ value: RecordFields.Value, _ field: RecordSchema.Field) -> [Value] {
        switch (value, field.type) {
        case (.number(let number), .enumeration(let names)):
            let number = Int64(bitPattern: number)
            return [.name(names[number] ?? "\(number)")]
        case (.number(let number), _): return [.number(Int64(bitPattern: number))]
        case (.bytes(let bytes), .string), (.bytes(let bytes), .message): return [.text(bytes)]
        case (.bytes(let bytes), _): return packed(bytes).map { .number($0) }
        }
    }

    /// Numbers that stand in one field one after the other, as repeated numbers do.
    private static func packed(_ bytes: Bytes) -> [Int64] {
        var numbers: [Int64] = []
        var (number, shift): (UInt64, UInt64) = (0, 0)
        for byte in bytes {
            number |= UInt64(byte & 0x7f) << min(shift, 63)
            shift += 7
            if byte & 0x80 == 0 {
                numbers.append(Int64(bitPattern: number))
                (number, shift) = (0, 0)
            }
        }
        return numbers
    }
}
