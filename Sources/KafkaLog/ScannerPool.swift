import EventLog

/// Clients that read by position, kept for the next who needs one: making one costs threads and connections, and two
/// readers of one partition cannot share one.
///
/// `@unchecked Sendable`: everything mutable is guarded by the monitor.
final class ScannerPool: @unchecked Sendable {
    /// A client and what it rings when something arrives. Belongs to whoever took it.
    final class Scanner {
        let client: KafkaClient
        let wakeUp = WakeUp()

        init(_ client: KafkaClient) { self.client = client }
    }

    private static let keptMax = 8

    private let kind: KafkaClient.Kind
    private let settings: KafkaSettings
    private let diagnostics: KafkaDiagnostics
    private let monitor = Monitor()
    private var idle: [Scanner] = []
    private var isClosed = false

    init(_ kind: KafkaClient.Kind, _ settings: KafkaSettings, _ diagnostics: @escaping KafkaDiagnostics) {
        self.kind = kind
        self.settings = settings
        self.diagnostics = diagnostics
    }

    func take() throws(LogError) -> Scanner {
        if let kept = monitor.locked({ idle.popLast() }) { return kept }
        return Scanner(try KafkaClient(kind, settings, diagnostics))
    }

    /// Takes back a scanner that reads nothing any more.
    func giveBack(_ scanner: Scanner) {
        let isKept = monitor.locked {
            guard !isClosed, idle.count < Self.keptMax else { return false }
            idle.append(scanner)
            return true
        }
        if !isKept { scanner.client.close() }
    }

    func close() {
        let scanners = monitor.locked {
            isClosed = true
            defer { idle = [] }
            return idle
        }
        for scanner in scanners { scanner.client.close() }
    }
}
