/// What stands where: the top of the project, the folders of targets, and the commands that the README promises.
enum LayoutRules {
    /// Besides files whose name begins with a dot. `Package.resolved` is written by every build and not committed.
    static let top: Set = ["Package.swift", "Package.resolved", "README.md", "Sources", "Tests", "deploy"]
    /// What `deploy/up` keeps there is not committed either: the log, and what lies beside it under its name.
    static let log = "greenchannel.db"
    /// The commands of "run it in five minutes".
    static let commands = ["deploy/up", "deploy/test"]

    static func strangers(atTop names: [String]) -> [Violation] {
        names.sorted().filter { !$0.hasPrefix(".") && !top.contains($0) && !$0.hasPrefix(log) }.map {
            Violation(path: $0, line: 1, what: "nothing but \(top.sorted().joined(separator: ", ")) stands at the top")
        }
    }

    /// Targets by their folders in `Sources`.
    static func strangers(amongTargets names: [String], rules: ImportRules) -> [Violation] {
        names.sorted().filter { rules.ownTargets[$0] == nil }.map {
            Violation(path: "Sources/\($0)", line: 1, what: "\($0) is no target of the design's table")
        }
    }

    /// Commands that the README does not name, or that nobody could run.
    static func missingCommands(readme: String, isRunnable: (String) -> Bool) -> [Violation] {
        commands.flatMap { command -> [Violation] in
            var found: [Violation] = []
            if !readme.contains(command) {
                found.append(Violation(path: "README.md", line: 1, what: "it does not name \(command)"))
            }
            if !isRunnable(command) {
                found.append(
                    Violation(path: command, line: 1, what: "the README's command is not there or cannot be run")
                )
            }
            return found
        }
    }
}
