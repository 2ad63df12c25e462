/// Cuts JSON text into the objects that stand at its top, or in an array at its top, byte by byte.
///
/// A broken object must not take those after it along: a bracket may open within an object only where a value may stand
/// (after `:`, or after `[` or `,` in an array). Where one opens elsewhere, a brace or quote before it was left open; if
/// it begins a line, it begins the next record.
struct JSONRecordScanner: Sendable {
    private var record: [UInt8] = []
    private var depth = 0
    /// Which of the open brackets are `[`, the innermost in the lowest bit; deeper ones than 64 are too deep anyhow.
    private var arrays: UInt64 = 0
    /// The last byte within the object that is neither blank nor inside a string.
    private var lastMark: UInt8 = 0
    /// Whether this line had only blanks so far.
    private var isLineStart = false
    private var inString = false
    private var escaped = false
    private var line = 1
    private var recordLine = 1
    /// Bytes outside any object that should not be there, up to the next line end.
    private var stray = false
    private var tooLarge = false

    mutating func take(_ byte: UInt8, _ body: (AlertFileReader.Record) -> Void) {
        defer { if byte == 0x0A { line += 1 } }
        if depth == 0 {
            takeBetween(byte, body)
            return
        }
        if byte == 0x7B, !inString, isLineStart, !mayOpenHere {
            fail(body)
            return takeBetween(byte, body)
        }
        if record.count < AlertFileReader.recordBytesMax { record.append(byte) } else { tooLarge = true }
        if inString {
            // A line end within a string is an error of this record, not of those after it.
            if byte == 0x0A { return fail(body) }
            if escaped {
                escaped = false
            } else if byte == 0x5C {
                escaped = true
            } else if byte == 0x22 {
                inString = false
            }
            return
        }
        switch byte {
        case 0x22: inString = true
        case 0x7B, 0x5B:
            depth += 1
            arrays = arrays << 1 | (byte == 0x5B ? 1 : 0)
        case 0x7D, 0x5D:
            depth -= 1
            arrays >>= 1
            if depth == 0 { return end(body) }
        default: break
        }
        if byte > 0x20 {
            lastMark = byte
            isLineStart = false
        } else if byte == 0x0A {
            isLineStart = true
        }
    }

    private var mayOpenHere: Bool {
        lastMark == 0x3A || arrays & 1 == 1 && (lastMark == 0x5B || lastMark == 0x2C)
    }

    mutating func finish(_ body: (AlertFileReader.Record) -> Void) {
        if depth > 0 || stray { fail(body) }
    }

    private mutating func takeBetween(_ byte: UInt8, _ body: (AlertFileReader.Record) -> Void) {
        if byte == 0x7B, !stray {
            record = [byte]
            recordLine = line
            depth = 1
            lastMark = byte
        } else if stray {
            if byte == 0x0A { return fail(body) }
            if record.count < AlertFileReader.recordBytesMax { record.append(byte) }
        } else if byte > 0x20, byte != 0x5B, byte != 0x5D, byte != 0x2C, byte != 0xEF, byte != 0xBB, byte != 0xBF {
            stray = true
            record = [byte]
            recordLine = line
        }
    }

    private mutating func end(_ body: (AlertFileReader.Record) -> Void) {
        defer { reset() }
        if tooLarge {
            return body(.failure(error(.tooLarge, "keep an object under \(AlertFileReader.recordBytesMax) bytes")))
        }
        var scanner = JSONFieldScanner(bytes: record, line: recordLine)
        do {
            body(.success(try scanner.fields()))
        } catch {
            body(.failure(self.error(error == .tooDeep ? .tooDeep : .malformed, error.remedy)))
        }
    }

    private mutating func fail(_ body: (AlertFileReader.Record) -> Void) {
        body(
            .failure(
                error(
                    tooLarge ? .tooLarge : .malformed,
                    "write one JSON object an alert, with its braces and quotes closed"
                )
            )
        )
        reset()
    }

    private mutating func reset() {
        record.removeAll(keepingCapacity: true)
        depth = 0
        arrays = 0
        lastMark = 0
        isLineStart = false
        inString = false
        escaped = false
        stray = false
        tooLarge = false
    }

    private func error(_ code: AlertFileError.Code, _ remedy: String) -> AlertFileError {
        let value = ReplyText.safe(String(decoding: record.prefix(160), as: UTF8.self), most: 40)
        return AlertFileError(code: code, line: recordLine, value: value, remedy: remedy, raw: record)
    }
}
