import Foundation

/// The most memory that this process held between two moments, as the kernel counts it (`VmHWM` of `/proc/self/status`).
struct PeakMemory {
    private let before: Int

    /// Begins to watch. Where the kernel does not let the mark be reset, the peak since the start of the process counts.
    init() {
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        before = Rounds.residentBytes()
    }

    /// - Returns: by how many bytes it was more than when the watch began.
    func stop() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
        else { return 0 }
        return max(0, kilobytes << 10 - before)
    }
}
