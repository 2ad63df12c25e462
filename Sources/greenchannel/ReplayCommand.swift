import ArgumentParser

/// `replay`: look at what the log holds, send a part of it again, and prove what was decided.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Looks at recorded records and dead letters, and sends them again without fear. 查看与重放。",
        subcommands: [
            ReplayListCommand.self, ReplayShowCommand.self, ReplayStatsCommand.self, ReplayRedriveCommand.self,
            ReplayRunsCommand.self, ReplayExportCommand.self, ReplayImportCommand.self,
            ReplayVerifyCommand.self, ReplayRehearseCommand.self,
        ]
    )
}
