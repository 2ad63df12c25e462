import CoreMetrics
import Telemetry
import Testing

@Suite struct PrometheusMetricsTests {
    @Test func countersGaugesAndHelpStandInTheOrderOfTheirNames() {
        let metrics = PrometheusMetrics(help: [.init("z_total", "Last."), .init("a_bytes", "First.\nOf \\ all.")])
        metrics.makeCounter(label: "z_total", dimensions: [("lane", "w-1")]).increment(by: 2)
        metrics.makeCounter(label: "z_total", dimensions: [("lane", "w-0")]).increment(by: 3)
        metrics.makeRecorder(label: "a_bytes", dimensions: [], aggregate: false).record(1.5)
        #expect(
            metrics.text() == """
                # HELP a_bytes First.\\nOf \\\\ all.
                # TYPE a_bytes gauge
                a_bytes 1.5
                # HELP z_total Last.
                # TYPE z_total counter
                z_total{lane="w-0"} 3
                z_total{lane="w-1"} 2

                """
        )
    }

    @Test func theSameNameAndDimensionsAreOneSeries() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "a_total", dimensions: [("x", "1"), ("y", "2")]).increment(by: 1)
        metrics.makeCounter(label: "a_total", dimensions: [("y", "2"), ("x", "1")]).increment(by: 1)
        #expect(metrics.text() == "# TYPE a_total counter\na_total{x=\"1\",y=\"2\"} 2\n")
    }

    @Test func labelValuesAreEscapedAndNamesMadeValid() {
        let metrics = PrometheusMetrics()
        metrics.makeMeter(label: "9 lots.open", dimensions: [("a-b", "say \"hi\"\\\n白菜")]).set(7.0)
        #expect(metrics.text() == "# TYPE _9_lots_open gauge\n_9_lots_open{a_b=\"say \\\"hi\\\"\\\\\\n白菜\"} 7\n")
    }

    @Test func aCounterEndsInTotalAndNeverRunsOverOrBack() {
        let metrics = PrometheusMetrics()
        let counter = metrics.makeCounter(label: "a", dimensions: [])
        counter.increment(by: .max)
        counter.increment(by: 5)
        counter.increment(by: -5)
        #expect(metrics.text() == "# TYPE a_total counter\na_total 9223372036854775807\n")
    }

    @Test func timersAreHistogramsInSeconds() throws {
        let metrics = PrometheusMetrics()
        let timer = metrics.makeTimer(label: "commit_seconds", dimensions: [("lane", "l")])
        for milliseconds: Int64 in [1, 2, 2, 70_000] { timer.recordNanoseconds(milliseconds * 1_000_000) }
        let lines = metrics.text().split(separator: "\n").map(String.init)
        #expect(lines.first == "# TYPE commit_seconds histogram")
        #expect(lines.contains("commit_seconds_bucket{lane=\"l\",le=\"0.001\"} 1"))
        #expect(lines.contains("commit_seconds_bucket{lane=\"l\",le=\"0.0025\"} 3"))
        #expect(lines.contains("commit_seconds_bucket{lane=\"l\",le=\"60\"} 3"))
        #expect(lines.contains("commit_seconds_bucket{lane=\"l\",le=\"+Inf\"} 4"))
        #expect(lines.suffix(2) == ["commit_seconds_sum{lane=\"l\"} 70.005", "commit_seconds_count{lane=\"l\"} 4"])
        #expect(lines.count == 1 + PrometheusMetrics.durationBounds.count + 3)
    }

    @Test func numbersThatAreNoneAreShownAsPrometheusReadsThem() {
        let metrics = PrometheusMetrics()
        metrics.makeMeter(label: "a", dimensions: []).set(Double.infinity)
        metrics.makeMeter(label: "b", dimensions: []).set(-Double.infinity)
        metrics.makeMeter(label: "c", dimensions: []).set(Double.nan)
        metrics.makeRecorder(label: "d", dimensions: [], aggregate: true).record(Double.nan)
        let text = metrics.text()
        #expect(text.contains("\na +Inf\n") && text.contains("\nb -Inf\n") && text.contains("\nc NaN\n"))
        #expect(text.contains("\nd_count 0\n"))
    }

    @Test func whatIsDestroyedIsGone() {
        let metrics = PrometheusMetrics()
        let first = metrics.makeRecorder(label: "a", dimensions: [("p", "0")], aggregate: false)
        metrics.makeRecorder(label: "a", dimensions: [("p", "1")], aggregate: false).record(Int64(1))
        metrics.destroyRecorder(first)
        #expect(metrics.text() == "# TYPE a gauge\na{p=\"1\"} 1\n")
    }

    @Test func oneNameIsOneKind() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "a_total", dimensions: []).increment(by: 1)
        metrics.makeMeter(label: "a_total", dimensions: []).set(Int64(5))
        #expect(metrics.text() == "# TYPE a_total counter\na_total 1\n# TYPE a_total_gauge gauge\na_total_gauge 5\n")
    }

    @Test func countingFromManyThreadsLosesNothing() async {
        let metrics = PrometheusMetrics()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        metrics.makeCounter(label: "a_total", dimensions: []).increment(by: 1)
                        metrics.makeTimer(label: "t", dimensions: []).recordNanoseconds(1)
                    }
                }
            }
        }
        let text = metrics.text()
        #expect(text.contains("\na_total 8000\n") && text.contains("\nt_count 8000\n"))
    }

    @Test func theProcessTellsOfItself() throws {
        let text = ProcessFigures().text()
        for name in [ProcessFigures.cpuSeconds, ProcessFigures.startTime] {
            let value = try #require(
                text.split(separator: "\n").first { $0.hasPrefix(name + " ") }?.split(separator: " ").last
            )
            #expect(try #require(Double(value)) > 0)
        }
    }
}
