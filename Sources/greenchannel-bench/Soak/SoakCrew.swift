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
        if restarts % 2 == 0, processes[number].terminationStatus != 0 {
            throw BenchmarkFailure(
                "worker \(number) was asked to stop and ended with \(processes[number].terminationStatus)"
            )
        }
        processes[number] = try start(number)
        next += 1
        restarts += 1
    }

    /// - Throws: when a worker has ended by itself.
    func check() throws {
        for (number, process) in processes.enumerated() where !process.isRunning {
            throw BenchmarkFailure("worker \(number) has ended by itself; it said: \(errorLines.suffix(3))")
        }
    }

    func residentMiB() -> [Int] {
        processes.map { process in
            let path = "/proc/\(process.processIdentifier)/statm"
            let fields = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: " ")
            return fields.count > 1 ? ((Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20 : 0
        }
    }

    /// What workers logged as errors. Warnings are what they overcame.
    var errorLines: [String] {
        processes.indices.flatMap { number in
            let text = String(
                decoding: FileManager.default.contents(atPath: errorFile(number).path) ?? Data(),
                as: UTF8.self
            )
            return text.split(separator: "\n").map(String.init).filter {
                !$0.contains("\"level\":\"warning\"") && !$0.contains("\"level\":\"notice\"")
            }
        }
    }

    func stopAll() throws {
        for process in processes { process.terminate() }
        for (number, process) in processes.enumerated() {
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw BenchmarkFailure("worker \(number) was asked to stop and ended with \(process.terminationStatus)")
            }
        }
    }

    func killAll() {
        for process in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        // What cannot be removed is left to the system's own cleaning of its temporary directory.
        try? FileManager.default.removeItem(at: folder)
    }
}
