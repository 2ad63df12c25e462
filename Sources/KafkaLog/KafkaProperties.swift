public import EventLog

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Settings by name: librdkafka's own, passed through, and ours, which begin with `greenchannel.`.
///
/// A secret is never stated itself: `sasl.password.file=PATH` takes it from a file (its last line break is left off),
/// `sasl.password.env=NAME` from the environment.
public struct KafkaProperties: Sendable, Hashable {
    /// In the order in which librdkafka is given them: of names.
    public private(set) var entries: [(name: String, value: String)] = []

    public init() {}

    /// The last of a name wins.
    public mutating func set(_ name: String, _ value: String) {
        entries.removeAll { $0.name == name }
        let place = entries.firstIndex { $0.name > name } ?? entries.endIndex
        entries.insert((name, value), at: place)
    }

    public subscript(name: String) -> String? { entries.first { $0.name == name }?.value }

    /// Takes `NAME=VALUE`, as on a command line, where no secret may stand: others can see it.
    public mutating func set(argument: String) throws(LogError) {
        let (name, value) = try Self.split(argument, "--kafka \(argument.prefix { $0 != "=" })")
        if Self.isSecret(name), !name.hasSuffix(".env"), !name.hasSuffix(".file") {
            throw LogError(
                .stop,
                "--kafka \(name) would show a secret to everybody on this machine",
                remedy: "Use --kafka \(name).file=PATH, --kafka \(name).env=NAME or a properties file."
            )
        }
        try resolve(name, value)
    }

    /// Takes the lines of a properties file: `NAME=VALUE`, blank lines, comments behind `#` or `!`.
    /// - Parameter path: of the file, for messages.
    public mutating func set(fileText text: String, path: String) throws(LogError) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = Self.trimmed(line)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix("!") { continue }
            let (name, value) = try Self.split(line, "line \(index + 1) of \(path)")
            try resolve(name, value)
        }
    }

    private mutating func resolve(_ name: String, _ value: String) throws(LogError) {
        if name.hasSuffix(".env") {
            guard let found = getenv(value) else {
                throw LogError(.stop, "\(name) names $\(value), which is not set", remedy: "Set it, or name another.")
            }
            set(String(name.dropLast(4)), String(cString: found))
        } else if name.hasSuffix(".file") {
            set(String(name.dropLast(5)), try Self.contents(value, for: name))
        } else {
            set(name, value)
        }
    }

    /// Removes our own settings and gives them.
    mutating func takeOwn() -> [(name: String, value: String)] {
        let own = entries.filter { $0.name.hasPrefix("greenchannel.") }
        entries.removeAll { $0.name.hasPrefix("greenchannel.") }
        return own
    }

    var printable: [(key: String, value: String)] {
        entries.map { ($0.name, Self.isSecret($0.name) ? "(hidden)" : $0.value) }
    }

    /// Whether the value of a property must not be shown.
    static func isSecret(_ name: String) -> Bool {
        ["password", "secret", "token", "key.pem", "sasl.jaas", "oauthbearer.config"].contains { name.contains($0) }
    }

    private static func split(_ text: String, _ place: String) throws(LogError) -> (name: String, value: String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw LogError(.stop, "A Kafka property is not understood: \(place)", remedy: "Write it as NAME=VALUE.")
        }
        return (trimmed(text[..<equals]), trimmed(text[text.index(after: equals)...]))
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let last = text.unicodeScalars.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        return String(text)
    }

    private static func contents(_ path: String, for name: String) throws(LogError) -> String {
        guard let file = fopen(path, "r") else {
            throw LogError(
                .stop,
                "\(name) names \(path), which cannot be read: \(String(cString: strerror(errno)))",
                remedy: "Name a file that this user may read."
            )
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        var text = Substring(String(decoding: bytes[..<count], as: UTF8.self))
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }

    public static func == (left: KafkaProperties, right: KafkaProperties) -> Bool {
        left.entries.elementsEqual(right.entries, by: ==)
    }

    public func hash(into hasher: inout Hasher) {
        for entry in entries {
            hasher.combine(entry.name)
            hasher.combine(entry.value)
        }
    }
}
