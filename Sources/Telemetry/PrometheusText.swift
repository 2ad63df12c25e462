/// Writes the Prometheus text exposition format, version 0.0.4.
struct PrometheusText {
    /// What `content-type` says of it.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var body = ""

    mutating func append(_ name: String, _ family: MetricFamily) {
        if let help = family.help { body += "# HELP \(name) \(Self.escapedHelp(help))\n" }
        body += "# TYPE \(name) \(family.kind.rawValue)\n"
        for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
            switch series {
            case .counter(let counter): line(name, labels, String(counter.value))
            case .gauge(let gauge): line(name, labels, Self.number(gauge.value))
            case .histogram(let histogram): append(name, labels, histogram)
            }
        }
    }

    private mutating func append(_ name: String, _ labels: String, _ histogram: PrometheusHistogram) {
        let content = histogram.snapshot
        var below: Int64 = 0
        for (bound, count) in zip(histogram.bounds, content.counts) {
            below += count
            line("\(name)_bucket", Self.joined(labels, "le=\"\(Self.number(bound))\""), String(below))
        }
        line("\(name)_bucket", Self.joined(labels, "le=\"+Inf\""), String(content.count))
        line("\(name)_sum", labels, Self.number(content.sum))
        line("\(name)_count", labels, String(content.count))
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) {
        body += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func joined(_ labels: String, _ label: String) -> String {
        labels.isEmpty ? label : "\(labels),\(label)"
    }

    // MARK: Names and values

    /// A family's name: what is no letter, digit, underscore or colon becomes an underscore, and counters end in `_total`.
    static func familyName(_ label: String, _ kind: MetricFamily.Kind) -> String {
        var name = identifier(label, andColons: true)
        if kind == .counter, !name.hasSuffix("_total") { name += "_total" }
        return name
    }

    /// Dimensions as labels, in the order of their names. Where a name repeats, its last value counts.
    static func labels(_ dimensions: [(String, String)]) -> String {
        var values: [String: String] = [:]
        for (name, value) in dimensions {
            let label = identifier(name, andColons: false)
            // Histograms need this one for themselves.
            values[label == "le" ? "exported_le" : label] = value
        }
        return values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escapedValue($0.value))\"" }
            .joined(separator: ",")
    }

    private static func identifier(_ text: String, andColons: Bool) -> String {
        var name = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ":") where andColons: name += ":"
            default: name += "_"
            }
        }
        return name.isEmpty ? "_" : name
    }

    private static func escapedValue(_ text: String) -> String { escaped(text, andQuotes: true) }
    private static func escapedHelp(_ text: String) -> String { escaped(text, andQuotes: false) }

    private static func escaped(_ text: String, andQuotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where andQuotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// As Go reads it, which Prometheus is written in.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return value.description
    }
}

extension PrometheusMetrics {
    /// What `content-type` says of `text()`.
    public static var mediaType: String { PrometheusText.mediaType }
}
