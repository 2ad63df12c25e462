import CReferenceData

/// Walks the rows of a shipped reference table without copying it: comma separated, one header line, and quotes only
/// around whole fields, as all of them are.
struct ReferenceRows: Sequence, IteratorProtocol {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ table: greenchannel_table) {
        bytes = UnsafeBufferPointer(start: table.bytes, count: table.count)
        _ = next()
    }

    mutating func next() -> Row? {
        while position < bytes.count {
            var end = position
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let line = bytes[position..<end]
            position = end + 1
            if !line.isEmpty { return Row(line: UnsafeBufferPointer(rebasing: line)) }
        }
        return nil
    }

    /// One line; fields are found when asked for.
    struct Row {
        let line: UnsafeBufferPointer<UInt8>

        /// The bytes of a field, without its quotes; empty where the row is shorter.
        func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
            var start = 0
            var left = index
            var quoted = false
            var position = 0
            while position <= line.count {
                let byte = position < line.count ? line[position] : 0x2C
                if byte == 0x22 { quoted.toggle() }
                if byte == 0x2C, !quoted || position == line.count {
                    if left == 0 { return trimmed(start, position) }
                    left -= 1
                    start = position + 1
                }
                position += 1
            }
            return UnsafeBufferPointer(rebasing: line[line.count...])
        }

        func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

        /// The first `digits` characters of a field as a number; `nil` unless all of them are digits.
        func number(_ index: Int, digits: Int) -> UInt32? {
            let field = bytes(index)
            guard field.count >= digits else { return nil }
            var value: UInt32 = 0
            for byte in field.prefix(digits) {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + UInt32(byte - 0x30)
            }
            return value
        }

        private func trimmed(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
            var (start, end) = (start, end)
            while end > start, line[end - 1] == 0x0D { end -= 1 }
            if end - start >= 2, line[start] == 0x22, line[end - 1] == 0x22 {
                start += 1
                end -= 1
            }
            return UnsafeBufferPointer(rebasing: line[start..<end])
        }
    }
}
