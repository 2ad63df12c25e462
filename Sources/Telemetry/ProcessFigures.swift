#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What this process uses, as the operating system counts it; under the names that dashboards for any program look for.
public struct ProcessFigures: Sendable {
    public static let cpuSeconds = "process_cpu_seconds_total"
    public static let residentBytes = "process_resident_memory_bytes"
    public static let startTime = "process_start_time_seconds"

    /// When this process began, as well as it knows, in seconds since 1970.
    private let started: Int

    /// Made once, when the process starts.
    public init() { started = time(nil) }

    /// In the text format of `PrometheusMetrics.text()`, to be put behind it.
    public func text() -> String {
        var text = ""
        func append(_ name: String, _ kind: String, _ help: String, _ value: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n\(name) \(value)\n"
        }
        append(
            Self.cpuSeconds,
            "counter",
            "Processor time used, user and system, in seconds.",
            PrometheusText.number(Self.cpu())
        )
        if let bytes = Self.resident() {
            append(Self.residentBytes, "gauge", "Resident memory in bytes.", String(bytes))
        }
        append(Self.startTime, "gauge", "Start of the process, in seconds since 1970.", String(started))
        return text
    }

    private static func cpu() -> Double {
        var used = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
        return Double(used.tv_sec) + Double(used.tv_nsec) / 1e9
    }

    /// `nil` where the system does not say (there is no `/proc`).
    private static func resident() -> Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let line = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }
}
