/// One log event as the bytes of one line.
struct LogLine {
    indirect enum Value {
        case text(String)
        case list([Value])
        case fields([(String, Value)])
    }

    var time: String
    var level: String
    var label: String
    var message: String
    /// In the order in which they are shown.
    var fields: [(String, Value)]

    /// `{"time":…,"level":…,"logger":…,"message":…,"fields":{…}}`
    var json: [UInt8] {
        var line = JSONText()
        let head: [(String, Value)] = [
            ("time", .text(time)), ("level", .text(level)), ("logger", .text(label)), ("message", .text(message)),
        ]
        line.append(.fields(fields.isEmpty ? head : head + [("fields", .fields(fields))]))
        return Array((line.body + "\n").utf8)
    }

    /// `2026-03-02T01:00:00.000Z info greenchannel: message key=value key="a value"`
    var text: [UInt8] {
        var line = "\(time) \(level) \(Self.inert(label)): \(Self.inert(message))"
        for (key, value) in fields { line += " \(Self.inert(key))=\(Self.shown(value))" }
        return Array((line + "\n").utf8)
    }

    private static func shown(_ value: Value) -> String {
        switch value {
        case .text(let text):
            let text = inert(text)
            let isPlain = !text.isEmpty && !text.contains { $0 == " " || $0 == "\"" || $0 == "=" }
            return isPlain
                ? text
                : "\""
                    + text.split(separator: "\"", omittingEmptySubsequences: false)
                    .joined(separator: "\\\"") + "\""
        case .list(let values): return "[" + values.map(shown).joined(separator: ",") + "]"
        case .fields(let fields):
            return "{" + fields.map { inert($0.0) + ":" + shown($0.1) }.joined(separator: ",") + "}"
        }
    }

    /// Control, direction and line-separating characters stand as `·`.
    static func inert(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars { shown.unicodeScalars.append(isActive(scalar) ? "·" : scalar) }
        return shown
    }

    static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}

/// A value as JSON. Active characters are escaped, so that a log shown on a terminal does nothing to it.
private struct JSONText {
    private(set) var body = ""

    mutating func append(_ value: LogLine.Value) {
        switch value {
        case .text(let text): append(text)
        case .list(let values):
            body += "["
            for (number, value) in values.enumerated() {
                if number > 0 { body += "," }
                append(value)
            }
            body += "]"
        case .fields(let fields):
            body += "{"
            for (number, field) in fields.enumerated() {
                if number > 0 { body += "," }
                append(field.0)
                body += ":"
                append(field.1)
            }
            body += "}"
        }
    }

    private mutating func append(_ text: String) {
        body += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": body += "\\\""
            case "\\": body += "\\\\"
            case "\n": body += "\\n"
            case "\r": body += "\\r"
            case "\t": body += "\\t"
            default:
                if LogLine.isActive(scalar) {
                    for unit in Character(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        body += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                } else {
                    body.unicodeScalars.append(scalar)
                }
            }
        }
        body += "\""
    }
}
