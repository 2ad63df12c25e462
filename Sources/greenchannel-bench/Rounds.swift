import ArgumentParser
import Foundation

/// How often a measurement is taken, and what is said of it.
struct Rounds: ParsableArguments {
    @Option(help: "How many rounds; the median counts.")
    var rounds = 5

    func validate() throws {
        if !(1...1000).contains(rounds) { throw ValidationError("--rounds \(rounds) must be from 1 to 1000") }
    }

    /// Takes a figure so many times and prints each and the median.
    @discardableResult
    func measure(_ name: String, unit: String, _ round: () throws -> Double) rethrows -> Double {
        var figures: [Double] = []
        for _ in 0..<rounds { figures.append(try round()) }
        let median = figures.sorted()[figures.count / 2]
        let shown = figures.map { Self.show($0) }.joined(separator: " ")
        print("\(name): median \(Self.show(median)) \(unit)  [\(shown)]")
        return median
    }

    static func show(_ figure: Double) -> String {
        figure >= 1000 ? String(Int(figure.rounded())) : String(format: "%.2f", figure)
    }

    /// Wall seconds that something takes.
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        return try clock.measure(work) / .seconds(1)
    }

    /// Seconds of one core that something takes on this thread: other work on the machine does not count.
    static func coreSeconds(_ work: () throws -> Void) rethrows -> Double {
        let before = threadSeconds()
        try work()
        return threadSeconds() - before
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    /// Resident memory of this process, in bytes (`/proc/self/statm`).
    static func residentBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    /// The most resident memory since `forgetPeak`, in bytes (`VmHWM` of `/proc/self/status`).
    static func peakBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
        else { return 0 }
        return kibibytes << 10
    }

    /// Lets the most be measured anew. Where the system does not allow it, `peakBytes` stays that of the whole process.
    static func forgetPeak() { try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8) }
}
