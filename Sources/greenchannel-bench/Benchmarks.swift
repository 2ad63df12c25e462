import ArgumentParser

/// Benchmarks as commands. Each runs several rounds, prints every round and the median, and compares only within one run.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greenchannel-bench",
        abstract: "Measures the channel. Build it with -c release.",
        subcommands: [
            ParseBenchmark.self, DesksBenchmark.self, ChannelBenchmark.self, RestoreBenchmark.self,
            ScaleBenchmark.self, ReplayBenchmark.self, RehearseBenchmark.self, StageBenchmark.self, CopyBenchmark.self,
            SoakBenchmark.self,
        ]
    )
}
