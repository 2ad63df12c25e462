public import CoreMetrics
import Synchronization

/// A swift-metrics back end that is read as Prometheus text.
///
/// Whoever asks twice for one name with the same dimensions gets the same series, and a gauge that is destroyed is gone from
/// the text. Safe to use from any thread. Names are not prefixed: they are declared in full where they are recorded, with
/// their unit last.
public final class PrometheusMetrics: MetricsFactory, Sendable {
    /// What a family is called, what it is, and what a person reads about it.
    public struct Help: Sendable {
        public var name: String
        public var text: String

        public init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    /// Upper bounds of a duration's buckets, in seconds: from a commit in memory to the restore of a large ledger.
    public static let durationBounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private let help: [String: String]
    private let families = Mutex<[String: MetricFamily]>([:])

    public init(help: [Help] = []) {
        self.help = Dictionary(help.map { ($0.name, $0.text) }) { first, _ in first }
    }

    // MARK: Factory

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { .counter(PrometheusCounter()) }.counter
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { .gauge(PrometheusGauge()) }.gauge
    }

    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        if !aggregate { return series(label, dimensions, .gauge) { .gauge(PrometheusGauge()) }.gauge }
        return series(label, dimensions, .histogram) { .histogram(Self.histogram()) }.histogram
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram) { .histogram(Self.histogram()) }.histogram
    }

    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private static func histogram() -> PrometheusHistogram { PrometheusHistogram(bounds: durationBounds) }

    // MARK: Families

    private func series(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: MetricFamily.Kind,
        make: () -> MetricSeries
    ) -> MetricSeries {
        let labels = PrometheusText.labels(dimensions)
        return families.withLock { families in
            var name = PrometheusText.familyName(label, kind)
            // One name is one kind: a stranger that takes a name for something else gets another name.
            if let family = families[name], family.kind != kind { name += "_\(kind.rawValue)" }
            var family = families[name] ?? MetricFamily(kind: kind, help: help[name] ?? help[label])
            if let known = family.series[labels] { return known }
            let made = make()
            family.series[labels] = made
            families[name] = family
            return made
        }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            for (name, var family) in families {
                guard let labels = family.series.first(where: { $0.value.handler === handler })?.key else { continue }
                family.series[labels] = nil
                families[name] = family.series.isEmpty ? nil : family
                return
            }
        }
    }

    // MARK: Text

    /// Everything that was ever recorded and not destroyed, in the text format 0.0.4: families and series in the order of
    /// their names.
    public func text() -> String {
        let snapshot = families.withLock { $0 }
        var text = PrometheusText()
        for (name, family) in snapshot.sorted(by: { $0.key < $1.key }) { text.append(name, family) }
        return text.body
    }
}

/// The series of one name.
struct MetricFamily: Sendable {
    enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    let kind: Kind
    let help: String?
    /// By their labels as they stand in the text.
    var series: [String: MetricSeries] = [:]
}
