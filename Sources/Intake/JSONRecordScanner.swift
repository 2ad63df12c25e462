/// Cuts JSON text into the objects that stand at its top, or in an array at its top, byte by byte.
struct JSONRecordScanner: Sendable {
    private var record: [UInt8] = []
    private var depth = 0
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
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D:
            depth -= 1
            if depth == 0 { end(body) }
        default: break
        }
    }

    mutating func finish(_ body: (AlertFileReader.Record) -> Void) {
        if depth > 0 || stray { fail(body) }
    }

    private mutating func takeBetween(_ byte: UInt8, _ body: (AlertFileReader.Record) -> Void) {
        if byte == 0x7B, !stray {
            record = [byte]
            recordLine = line
            depth = 1
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
