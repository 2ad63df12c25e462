import ArgumentParser
import Desks
import GreenChannelModel

struct ScaleBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "What one more lot costs the Lot desk when 10,000 to 1,000,000 are open."
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Open lots at the end.") var lots = 1_000_000

    func run() throws {
        let population = LotPopulation()
        let before = Rounds.residentBytes()
        var desk = population.emptyDesk()
        // Small beside the smallest population, so that each figure is of about so many open lots.
        let portion = max(1, 5_000 / rounds.rounds)
        var opened = 0
        var figures: [(Int, Double)] = []
        for target in [10_000, 30_000, 100_000, 300_000, 1_000_000] where target <= lots {
            population.open(target - opened - portion * rounds.rounds, from: opened, in: &desk)
            opened = target - portion * rounds.rounds
            let median = rounds.measure("\(target) open lots", unit: "µs a lot") {
                defer { opened += portion }
                return Rounds.seconds { population.open(portion, from: opened, in: &desk) } / Double(portion) * 1e6
            }
            figures.append((target, median))
        }
        if let first = figures.first, let last = figures.last {
            print("from \(first.0) to \(last.0) lots: ratio \(Rounds.show(last.1 / first.1))")
        }
        print("\((Rounds.residentBytes() - before) / max(1, opened)) bytes of memory a lot")
    }
}
