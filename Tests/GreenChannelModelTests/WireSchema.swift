import Foundation

/// The messages of the `.proto` package, read from its text: for making any message by chance.
struct WireSchema {
    struct Field {
        var number: UInt64
        var type: String
        var isRepeated: Bool
    }

    private(set) var messages: [String: [Field]] = [:]
    private var enums: Set<String> = []

    init() throws {
        let proto = URL(filePath: #filePath).appending(
            path: "../../../Sources/GreenChannelModel/Proto/greenchannel.proto"
        )
        var message: String?
        for line in try String(contentsOf: proto.standardizedFileURL, encoding: .utf8).split(separator: "\n") {
            let words = line.split { " =;".contains($0) }.map(String.init)
            switch words.first {
            case "message": message = words[1]
            case "enum": enums.insert(words[1])
            case "}": message = nil
            case "reserved": continue
            default:
                let isLabelled = words.first == "repeated" || words.first == "optional"
                let field = isLabelled ? Array(words.dropFirst()) : words
                guard let message, field.count == 3, let number = UInt64(field[2]) else { continue }
                messages[message, default: []]
                    .append(Field(number: number, type: field[0], isRepeated: words.first == "repeated"))
            }
        }
    }

    /// A message made by chance, each field at the most a few times and in any order, as our own encoder writes them.
    func message(_ name: String, _ random: inout SplitMix) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in (messages[name] ?? []).shuffled(using: &random) where Int.random(in: 0..<3, using: &random) > 0 {
            for _ in 0..<(field.isRepeated ? Int.random(in: 1...3, using: &random) : 1) {
                append(field, to: &bytes, &random)
            }
        }
        return bytes
    }

    private func append(_ field: Field, to bytes: inout [UInt8], _ random: inout SplitMix) {
        switch field.type {
        case "int64", "uint64":
            Self.append(varint: field.number << 3, to: &bytes)
            let number = UInt64.random(in: 0 ... .max, using: &random)
            Self.append(varint: number >> UInt64.random(in: 0...63, using: &random), to: &bytes)
        case "uint32" where field.isRepeated:
            var body: [UInt8] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                Self.append(varint: UInt64(UInt32.random(in: 0 ... .max, using: &random)), to: &body)
            }
            append(field, body, to: &bytes)
        case "uint32":
            Self.append(varint: field.number << 3, to: &bytes)
            Self.append(varint: UInt64(UInt32.random(in: 0 ... .max, using: &random)), to: &bytes)
        case "bool":
            Self.append(varint: field.number << 3, to: &bytes)
            Self.append(varint: .random(in: 0...1, using: &random), to: &bytes)
        case "string":
            let text = String(repeating: ["a", "白菜 ", "🍍"].randomElement(using: &random) ?? "", count: length(&random))
            append(field, Array(text.utf8), to: &bytes)
        case let name where enums.contains(name):
            Self.append(varint: field.number << 3, to: &bytes)
            let number = Int64([0, 1, 2, 3, 12, 13, -1, 2_000_000_000].randomElement(using: &random) ?? 0)
            Self.append(varint: UInt64(bitPattern: number), to: &bytes)
        case let name:
            append(field, message(name, &random), to: &bytes)
        }
    }

    /// Mostly short, and sometimes beyond any buffer of an encoder.
    private func length(_ random: inout SplitMix) -> Int {
        Int.random(in: 0..<50, using: &random) == 0 ? 3000 : Int.random(in: 0...40, using: &random)
    }

    private func append(_ field: Field, _ body: [UInt8], to bytes: inout [UInt8]) {
        Self.append(varint: field.number << 3 | 2, to: &bytes)
        Self.append(varint: UInt64(body.count), to: &bytes)
        bytes += body
    }

    private static func append(varint number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
