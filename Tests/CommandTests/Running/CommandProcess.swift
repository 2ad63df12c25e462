import Dispatch
import Foundation
import Synchronization

/// One run of `greenchannel`. It is killed at the latest when nobody holds it any more.
final class CommandProcess {
    /// How a process ended.
    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    /// Where standard output goes.
    enum Output {
        case kept
        /// Into a pipe whose reader has gone, as in `greenchannel … | head`.
        case closed
    }

    private static let runs = Atomic<Int>(0)

    /// Held so that the directory outlives the process that writes to it.
    private let folder: TemporaryFolder
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let outputURL: URL
    private let errorURL: URL

    /// Starts the program in a directory.
    ///
    /// Output goes to files, so that a process that writes much never waits for its reader.
    /// - Parameter environment: added to that of the test, without the channel's own variables.
    init(
        _ arguments: [String],
        in folder: TemporaryFolder,
        input: String = "",
        environment: [String: String] = [:],
        output: Output = .kept
    ) throws {
        self.folder = folder
        let run = Self.runs.wrappingAdd(1, ordering: .relaxed).newValue
        outputURL = folder.url.appending(path: "run-\(run).out")
        errorURL = folder.url.appending(path: "run-\(run).err")
        let inputURL = folder.url.appending(path: "run-\(run).in")
        try Data(input.utf8).write(to: inputURL)
        for url in [outputURL, errorURL] { try Data().write(to: url) }
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        var inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GREENCHANNEL_") }
        inherited["LC_ALL"] = "C.UTF-8"
        // The reporter of a crash lives on when its process is killed, and keeps open what tells Foundation of the end.
        inherited["SWIFT_BACKTRACE"] = "enable=no"
        process.environment = inherited.merging(environment) { $1 }
        // Foundation keeps what it was given open for ever; what the child has is its own copy.
        var given = [try FileHandle(forReadingFrom: inputURL), try FileHandle(forWritingTo: errorURL)]
        process.standardInput = given[0]
        process.standardError = given[1]
        switch output {
        case .kept: given.append(try FileHandle(forWritingTo: outputURL))
        case .closed:
            let pipe = Pipe()
            try pipe.fileHandleForReading.close()
            given.append(pipe.fileHandleForWriting)
        }
        process.standardOutput = given[2]
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        for handle in given { try handle.close() }
    }

    deinit {
        guard process.isRunning else { return }
        // A stopped process dies of SIGKILL, too.
        kill(process.processIdentifier, SIGKILL)
        ended.wait()
        // A semaphore must not go with less than it came with.
        ended.signal()
    }

    var isRunning: Bool { process.isRunning }
    var output: String { Self.text(outputURL) }
    var errors: String { Self.text(errorURL) }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// - Throws: when the process has not ended after so long; it is killed then.
    @discardableResult
    func waitForEnd(seconds: Double = 120) throws -> Ending {
        guard ended.wait(timeout: .now() + seconds) == .success else {
            let arguments = process.arguments ?? []
            throw CommandTestFailure("\(arguments) has not ended after \(seconds) s. It said: \(errors.suffix(2000))")
        }
        ended.signal()
        return process.terminationReason == .exit
            ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
    }

    /// Takes the process away between any two of its instructions.
    func killNow() throws {
        send(SIGKILL)
        let ending = try waitForEnd()
        guard ending == .signal(SIGKILL) else {
            throw CommandTestFailure("the process was to be killed, but ended with \(ending): \(errors.suffix(2000))")
        }
    }

    private static func text(_ url: URL) -> String {
        // Read while it is being written: the last character may be there in part.
        String(decoding: FileManager.default.contents(atPath: url.path) ?? Data(), as: UTF8.self)
    }

    /// The program that was built with these tests: it lies beside their bundle.
    private static func executable() throws -> URL {
        var folders = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map(\.bundleURL)
        if let tests = Bundle.main.executableURL { folders.append(tests) }
        for folder in folders {
            let candidate = folder.deletingLastPathComponent().appending(path: "greenchannel")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
        }
        throw CommandTestFailure("greenchannel is not built beside \(folders.map(\.path))")
    }
}

struct CommandTestFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
