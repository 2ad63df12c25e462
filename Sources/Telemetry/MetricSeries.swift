import CoreMetrics
import Synchronization

/// One series, by the kind of its family.
enum MetricSeries: Sendable {
    case counter(PrometheusCounter)
    case gauge(PrometheusGauge)
    case histogram(PrometheusHistogram)

    var handler: AnyObject {
        switch self {
        case .counter(let counter): counter
        case .gauge(let gauge): gauge
        case .histogram(let histogram): histogram
        }
    }

    // A family holds one kind only, so whoever asks for a kind gets it.

    var counter: PrometheusCounter {
        guard case .counter(let counter) = self else { preconditionFailure("a family of counters holds \(self)") }
        return counter
    }

    var gauge: PrometheusGauge {
        guard case .gauge(let gauge) = self else { preconditionFailure("a family of gauges holds \(self)") }
        return gauge
    }

    var histogram: PrometheusHistogram {
        guard case .histogram(let histogram) = self else { preconditionFailure("a family of histograms holds \(self)") }
        return histogram
    }
}

/// Counts up. At the largest number it stays there.
final class PrometheusCounter: CounterHandler, Sendable {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        var old = count.load(ordering: .relaxed)
        while true {
            let (sum, overflow) = old.addingReportingOverflow(amount)
            let result = count.weakCompareExchange(
                expected: old,
                desired: overflow ? .max : sum,
                ordering: .relaxed
            )
            if result.exchanged { return }
            old = result.original
        }
    }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// Shows the last value that it was told.
final class PrometheusGauge: MeterHandler, RecorderHandler, Sendable {
    private let current = Mutex<Double>(0)

    var value: Double { current.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { current.withLock { $0 = value } }
    func increment(by amount: Double) { current.withLock { $0 += amount } }
    func decrement(by amount: Double) { current.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// Counts values by size. Timers are shown in seconds, recorders as they are.
final class PrometheusHistogram: TimerHandler, RecorderHandler, Sendable {
    struct Content: Sendable {
        /// One more than there are bounds: what is larger than all of them.
        var counts: [Int64]
        var sum = 0.0
        var count: Int64 = 0
    }

    let bounds: [Double]
    private let content: Mutex<Content>

    init(bounds: [Double]) {
        self.bounds = bounds
        content = Mutex(Content(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var snapshot: Content { content.withLock { $0 } }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        // No number has no place among the buckets, and would make the sum useless for ever.
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        content.withLock { content in
            content.counts[bucket] += 1
            content.sum += value
            content.count += 1
        }
    }
}
