import GreenChannelModel
import Replay
import Testing

/// The page of a comparison: whole by itself, and inert whatever anybody wrote.
@Suite struct ComparisonPageTests {
    private func page(chinese: Bool = true) throws -> String {
        let window = try RecordedWindow(RecordedChannel.sound(), RecordedChannel.topology)
        var changes = RehearsalChanges()
        changes.offers = []
        var rehearsal = try WindowRehearsal(window)
        try rehearsal.run(changes)
        var report = Comparison(
            recorded: window.fates,
            rehearsed: try RecordedWindow(rehearsal.log, window.topology).fates
        ).report()
        report.changes = ["--offers <script>alert(1)</script>"]
        let lines = ComparisonReport.Stories(recorded: ["<img src=x onerror=alert(1)> \u{202E}'\""], rehearsed: ["无"])
        let first = try #require(report.lots.first).lot
        var page = ComparisonPage(report, stories: [first: .init(zh: lines, en: lines)], prefersChinese: chinese)
        return page.render()
    }

    @Test func itNeedsNothingElse() throws {
        let html = try page()
        for word in ["<script", "http://", "https://", "<link", "<img", "@import", "url(", "\u{202E}"] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("&lt;img src=x onerror=alert(1)&gt; ·&#39;&quot;"))
        #expect(html.contains("&lt;script&gt;"))
        #expect(html.contains("<svg ") && html.contains("name=\"viewport\"") && html.contains("default-src 'none'"))
    }

    @Test func itSpeaksBothLanguages() throws {
        let html = try page()
        #expect(html.contains("各品种") && html.contains("By crop") && html.contains("pineapple"))
        #expect(html.components(separatedBy: "lang=\"zh\"") == html.components(separatedBy: "lang=\"en\""))
        #expect(html.contains("id=\"zh\" checked"))
        #expect(try page(chinese: false).contains("id=\"en\" checked"))
    }

    /// What is opened is closed, in order: a browser need not guess.
    @Test func itIsWellFormed() throws {
        var open: [Substring] = []
        for match in try page().matches(of: /<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/) {
            let (_, closes, name, isEmpty) = match.output
            if !isEmpty.isEmpty || ["meta", "input"].contains(name) { continue }
            if closes.isEmpty {
                open.append(name)
            } else {
                try #require(open.popLast() == name, "\(name) closes what is not open")
            }
        }
        #expect(open.isEmpty)
    }
}

extension String {
    /// How often something stands in it, as many pieces and one.
    fileprivate func components(separatedBy separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
