/// What may not stand in a source file, whatever it is about.
enum TextRules {
    /// A file that outgrows this has more than one responsibility.
    static let linesMax = 450

    /// Written in two parts, so that this file does not break its own rule.
    static let forbiddenWords = ["TO" + "DO", "FIX" + "ME", "try" + "!"]
    /// What the compiler no longer checks, somebody must have reasoned about: the line before says how.
    static let needingReason = ["@unchecked" + " Sendable", "nonisolated" + "(unsafe)"]

    static func violations(in files: [SourceFile]) -> [Violation] {
        files.filter { $0.path.hasSuffix(".swift") && !$0.isGenerated }.flatMap { file in
            length(file) + words(file) + reasons(file)
        }
    }

    private static func length(_ file: SourceFile) -> [Violation] {
        guard file.lineCount > linesMax else { return [] }
        let what = "\(file.lineCount) lines: split it by responsibility, at the most \(linesMax) lines each"
        return [Violation(path: file.path, line: linesMax + 1, what: what)]
    }

    private static func words(_ file: SourceFile) -> [Violation] {
        file.lines.enumerated().flatMap { index, line in
            forbiddenWords.filter { line.contains($0) }.map {
                Violation(path: file.path, line: index + 1, what: "\($0): finish it, or handle the error")
            }
        }
    }

    private static func reasons(_ file: SourceFile) -> [Violation] {
        file.lines.indices.flatMap { index -> [Violation] in
            guard !isComment(file.lines[index]) else { return [] }
            return needingReason.filter { file.lines[index].contains($0) && !hasReason(file.lines, index) }.map {
                Violation(
                    path: file.path,
                    line: index + 1,
                    what: "\($0) needs a comment before it that says who guards what"
                )
            }
        }
    }

    /// The declaration may begin a few lines earlier: attributes, or a list of protocols that did not fit one line.
    private static func hasReason(_ lines: [Substring], _ index: Int) -> Bool {
        for line in lines[..<index].suffix(4).reversed() {
            if isComment(line) { return true }
            guard let last = line.last(where: { $0 != " " }), !"{};".contains(last) else { return false }
        }
        return false
    }

    private static func isComment(_ line: Substring) -> Bool {
        line.drop { $0 == " " }.hasPrefix("//")
    }
}
