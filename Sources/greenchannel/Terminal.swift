import Foundation
import Synchronization

/// Where people read: answers on standard output, everything else on standard error.
enum Terminal {
    static let showsProgress = isatty(STDERR_FILENO) == 1

    /// Set once nobody reads the answers any more (`| head`): what goes on for ever may end then.
    static let outputIsClosed = StopFlag()

    /// Whether a line of progress stands on the terminal.
    private static let hasProgress = Atomic(false)

    static func print(_ line: String) {
        endProgress()
        if !write(line + "\n", to: FileHandle.standardOutput) { outputIsClosed.set() }
    }

    /// A line for standard error with its line feed, in one piece.
    @Sendable
    static func write(errorBytes line: [UInt8]) {
        do {
            try FileHandle.standardError.write(contentsOf: Data(line))
        } catch {
            // Nobody reads what is said there any more: that is no reason to stop working.
        }
    }

    static func error(_ line: String) {
        endProgress()
        write(line + "\n", to: FileHandle.standardError)
    }

    /// Replaces the line shown before, on a terminal; elsewhere progress is not shown.
    static func progress(_ line: String) {
        guard showsProgress else { return }
        hasProgress.store(true, ordering: .relaxed)
        write("\r\u{1B}[2K" + line, to: FileHandle.standardError)
    }

    static func endProgress() {
        guard hasProgress.exchange(false, ordering: .relaxed) else { return }
        write("\r\u{1B}[2K", to: FileHandle.standardError)
    }

    /// A value as one line of JSON with its keys in order.
    static func print(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// What somebody wrote, made safe to show: control and direction characters stand as `·`, and it is cut to a bound.
    static func inert(_ text: String, max: Int = 200) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(max) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown.unicodeScalars.append("·")
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// A closed pipe ends the output, not the command.
    /// - Returns: whether it was written.
    @discardableResult
    private static func write(_ text: String, to handle: FileHandle) -> Bool {
        do {
            try handle.write(contentsOf: Data(text.utf8))
            return true
        } catch {
            return false
        }
    }
}
