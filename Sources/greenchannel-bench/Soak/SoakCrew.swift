import Foundation

/// The worker processes of a soak.
final class SoakCrew {
    private let program: URL
    private let arguments: [String]
    private let folder: URL
    private var processes: [Process] = []
    private var next = 0
    private(set) var restarts = 0

    init(program: String?, arguments: [String], count: Int) throws {
        let beside = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "greenchannel")
        guard let found = program.map({ URL(filePath: $0) }) ?? beside,
            FileManager.default.isExecutableFile(atPath: found.path)
        else {
            throw BenchmarkFailure("there is no greenchannel beside this program: build it, or name it with --program")
        }
        self.program = found
        self.arguments = arguments
        folder = FileManager.default.temporaryDirectory.appending(path: "greenchannel-soak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for number in 0..<count { processes.append(try start(number)) }
    }

    private func errorFile(_ number: Int) -> URL { folder.appending(path: "worker-\(number).log") }

    private func start(_ number: Int) throws -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments + ["--name", "soak-\(number)"]
        let path = errorFile(number).path
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let errors = try FileHandle(forWritingTo: errorFile(number))
        try errors.seekToEnd()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try errors.close()
        return process
    }

    /// Ends one worker, each in turn, by request or by force, and starts it again under its name.
    func restartNext() throws {
        let number = next % processes.count
        kill(processes[number].processIdentifier, restarts % 2 == 0 ? SIGTERM : SIGKILL)
        processes[number].waitUntilExit()
        if restarts % 2 == 0 { try checkStopped(number) }
        processes[number] = try start(number)
        next += 1
        restarts += 1
    }

    /// - Throws: when a worker has ended by itself.
    func check() throws {
        for (number, process) in processes.enumerated() where !process.isRunning {
            throw BenchmarkFailure("worker \(number) has ended by itself; it said: \(lines(of: number).suffix(3))")
        }
    }

    private func checkStopped(_ number: Int) throws {
        let status = processes[number].terminationStatus
        guard status != 0 else { return }
        throw BenchmarkFailure(
            "worker \(number) was asked to stop and ended with \(status); it said: \(lines(of: number).suffix(3))"
        )
    }

    func residentMiB() -> [Int] {
        processes.map { process in
            let path = "/proc/\(process.processIdentifier)/statm"
            let fields = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: " ")
            return fields.count > 1 ? ((Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20 : 0
        }
    }

    /// The processor time of all workers so far, those that have ended included.
    func processorSeconds() -> Double {
        var ended = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &ended)
        let times = [ended.ru_utime, ended.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
        return times.reduce(0, +) + processes.map(Self.processorSeconds).reduce(0, +)
    }

    /// Of a process that runs: the 14th and 15th field, behind a name that may hold anything.
    private static func processorSeconds(of process: Process) -> Double {
        let path = "/proc/\(process.processIdentifier)/stat"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let end = text.lastIndex(of: ")") else {
            return 0
        }
        let ticks = text[end...].split(separator: " ").dropFirst(12).prefix(2).compactMap { Double($0) }
        return ticks.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What workers logged as errors. Warnings are what they overcame.
    var errorLines: [String] {
        processes.indices.flatMap { lines(of: $0) }.filter {
            !$0.contains("\"level\":\"warning\"") && !$0.contains("\"level\":\"notice\"")
        }
    }

    private func lines(of number: Int) -> [String] {
        let text = FileManager.default.contents(atPath: errorFile(number).path) ?? Data()
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    func stopAll() throws {
        for process in processes { process.terminate() }
        for number in processes.indices {
            processes[number].waitUntilExit()
            try checkStopped(number)
        }
    }

    func killAll() {
        for process in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        // What cannot be removed is left to the system's own cleaning of its temporary directory.
        try? FileManager.default.removeItem(at: folder)
    }
}
