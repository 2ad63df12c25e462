/// One file of the project, as the rules see it.
struct SourceFile {
    /// From the top of the project: `Sources/Desks/Desk/Desk.swift`.
    let path: String
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The folder below `Sources` or `Tests`: the target's name.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    var isTest: Bool { path.hasPrefix("Tests/") }
    var isGenerated: Bool { path.contains("/Generated/") }

    /// How many lines an editor shows: the line feed at the end starts no new one.
    var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

    /// Every import with the number of its line, whatever stands before the word: access, `@testable`, `@preconcurrency`.
    /// Text between triple quotes is not code.
    var imports: [(line: Int, module: String)] {
        var found: [(line: Int, module: String)] = []
        var insideText = false
        for (index, line) in lines.enumerated() {
            if line.components(of: "\"\"\"") % 2 == 1 { insideText.toggle() }
            if !insideText, let module = Self.importedModule(line) { found.append((index + 1, module)) }
        }
        return found
    }

    private static func importedModule(_ line: Substring) -> String? {
        var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
        while let word = words.first, word.hasPrefix("@") || accessLevels.contains(String(word)) { words.removeFirst() }
        guard words.first == "import" else { return nil }
        words.removeFirst()
        // `import struct Module.Type`
        if words.count > 1, let word = words.first, importKinds.contains(String(word)) { words.removeFirst() }
        guard let name = words.first else { return nil }
        return String(name.prefix { $0 != "." && $0 != ";" })
    }

    private static let accessLevels: Set = ["public", "package", "internal", "fileprivate", "private"]
    private static let importKinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
}

extension Substring {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int {
        ranges(of: text).count
    }
}

/// Something that a rule forbids, named so that whoever reads it knows where to go and what to do.
struct Violation: Equatable, CustomStringConvertible {
    var path: String
    var line: Int
    var what: String

    var description: String { "\(path):\(line): \(what)" }
}
