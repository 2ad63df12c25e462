import GreenChannelModel

/// A comparison as one HTML page that needs nothing else: no script, no network, pictures as SVG, in Chinese and English at
/// the reader's choice.
public struct ComparisonPage {
    /// Lots of which both stories are shown, and lots that are named at all.
    public static let storiesMax = 100
    public static let lotsMax = 500

    /// Both stories of a lot, a line a fact.
    public struct Stories: Sendable {
        public var zh: ComparisonReport.Stories
        public var en: ComparisonReport.Stories

        public init(zh: ComparisonReport.Stories, en: ComparisonReport.Stories) {
            self.zh = zh
            self.en = en
        }
    }

    let report: ComparisonReport
    let stories: [String: Stories]
    let prefersChinese: Bool
    var html = ""

    /// - Parameter stories: by case number, of the lots that are to tell theirs.
    public init(_ report: ComparisonReport, stories: [String: Stories], prefersChinese: Bool) {
        self.report = report
        self.stories = stories
        self.prefersChinese = prefersChinese
    }

    /// Everything that anybody wrote comes through here.
    static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                    safe += "·"
                default: safe.unicodeScalars.append(scalar)
                }
            }
        }
        return safe
    }

    /// The same in both languages, of which the page shows one.
    static func both(_ zh: String, _ en: String) -> String {
        "<span lang=\"zh\">\(escaped(zh))</span><span lang=\"en\">\(escaped(en))</span>"
    }

    public mutating func render() -> String {
        html = """
            <!doctype html>
            <html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>预演对比 · Rehearsal compared</title><style>\(Self.style)</style></head><body>
            <input type="radio" name="l" id="zh"\(prefersChinese ? " checked" : "")>\
            <input type="radio" name="l" id="en"\(prefersChinese ? "" : " checked")>
            <header><nav><label for="zh">中文</label><label for="en">English</label></nav>
            <h1>\(Self.both("预演与实际对比", "The rehearsal and what happened"))</h1>
            """
        changes()
        html += "</header><main>"
        sums()
        bars(report.crops.map { ($0.zh, $0.en, $0.recorded, $0.rehearsed) }, "各品种", "By crop")
        bars(report.regions.map { ($0.zh, $0.en, $0.recorded, $0.rehearsed) }, "各地区", "By region")
        outlets()
        lots()
        html += "</main></body></html>\n"
        return html
    }

    private mutating func changes() {
        let words = report.changes.map { "<li><code>\(Self.escaped($0))</code></li>" }.joined()
        html += "<p>\(Self.both("改动：", "Changed:"))"
        html += words.isEmpty ? Self.both("无", " nothing") + "</p>" : "</p><ul>\(words)</ul>"
        for note in report.notes { html += "<p class=\"note\">\(Self.both(note.zh, note.en))</p>" }
        let count = report.lots.count
        html += "<p class=\"lead\">"
        html += Self.both(
            "\(report.all.recorded.lots) 个批次中有 \(count) 个结果不同。",
            "Of \(report.all.recorded.lots) lots, \(count) fared differently."
        )
        html += "</p>"
    }

    // MARK: Sums

    private mutating func sums() {
        let (before, after) = (report.all.recorded, report.all.rehearsed)
        html += "<section><h2>\(Self.both("总计", "In all"))</h2><div class=\"scroll\"><table><thead><tr><th></th>"
        html += "<th>\(Self.both("实际", "happened"))</th><th>\(Self.both("预演", "rehearsed"))</th>"
        html += "<th>\(Self.both("差", "difference"))</th></tr></thead><tbody>"
        row("批次", "lots", Double(before.lots), Double(after.lots), 0)
        row("申报 吨", "declared, t", Self.tonnes(before.gramsDeclared), Self.tonnes(after.gramsDeclared), 1)
        row("到人 吨", "served to people, t", Self.tonnes(before.gramsServed), Self.tonnes(after.gramsServed), 1, .good)
        row("饲料堆肥 吨", "recycled, t", Self.tonnes(before.gramsRecycled), Self.tonnes(after.gramsRecycled), 1)
        row("损耗过期 吨", "spoiled, t", Self.tonnes(before.gramsSpoiled), Self.tonnes(after.gramsSpoiled), 1, .bad)
        row("已落实未交 吨", "promised, t", Self.tonnes(before.gramsPromised), Self.tonnes(after.gramsPromised), 1)
        row("未结 吨", "still open, t", Self.tonnes(before.gramsOpen), Self.tonnes(after.gramsOpen), 1)
        row("收入 元", "worth, ¥", Double(before.fen) / 100, Double(after.fen) / 100, 0, .good)
        row(
            "载货里程 公里",
            "kilometres of loads",
            Double(before.loadMetres) / 1000,
            Double(after.loadMetres) / 1000,
            0,
            .bad
        )
        row("碳排放 kg CO₂e", "kg CO₂e", Double(before.gramsCO2e) / 1000, Double(after.gramsCO2e) / 1000, 0, .bad)
        if let left = before.hoursToFirstAward, let right = after.hoursToFirstAward {
            row("首次落实 小时", "hours to the first award", left, right, 2, .bad)
        }
        html += "</tbody></table></div></section>"
    }

    /// Whether more of it is better.
    private enum Sense {
        case neither, good, bad
    }

    private mutating func row(
        _ zh: String,
        _ en: String,
        _ before: Double,
        _ after: Double,
        _ places: Int,
        _ sense: Sense = .neither
    ) {
        let difference = after - before
        let shown = PageNumber.text(difference, places, signed: true)
        let isZero = !shown.contains { ("1"..."9").contains($0) }
        let colour =
            switch sense {
            case .neither: ""
            case .good: isZero ? "" : difference > 0 ? "up" : "down"
            case .bad: isZero ? "" : difference > 0 ? "down" : "up"
            }
        html += "<tr><th>\(Self.both(zh, en))</th><td>\(PageNumber.text(before, places))</td>"
        html += "<td>\(PageNumber.text(after, places))</td><td class=\"\(colour)\">\(isZero ? "0" : shown)</td></tr>"
    }

    static func tonnes(_ grams: Int64) -> Double { Double(grams) / 1_000_000 }

    // MARK: Lots

    private mutating func lots() {
        html += "<section><h2>\(Self.both("结果不同的批次", "Lots that fared differently"))</h2>"
        if report.lots.isEmpty { html += "<p>\(Self.both("没有。", "None."))</p>" }
        for lot in report.lots.prefix(Self.lotsMax) { add(lot) }
        if report.lots.count > Self.lotsMax {
            let more = report.lots.count - Self.lotsMax
            html += "<p>\(Self.both("另有 \(more) 个。", "And \(more) more; --json names them all."))</p>"
        }
        html += "</section>"
    }

    private mutating func add(_ lot: ComparisonReport.Lot) {
        let crop = Comparison.cropWords(lot.crop)
        let place = Comparison.regionWords(lot.place)
        html +=
            "<details><summary><b>\(Self.escaped(lot.lot))</b> \(Self.both("\(crop.zh) \(place.zh)", "\(crop.en), \(place.en)"))"
        html += "<span class=\"pill\">\(fate(lot.recorded)) → \(fate(lot.rehearsed))</span></summary>"
        guard let story = stories[lot.lot] else {
            html += "<p class=\"note\">\(Self.both("未附经过。", "Its story is not in this page."))</p></details>"
            return
        }
        html += "<div class=\"two\">"
        for (title, zh, en) in [
            (Self.both("实际", "happened"), story.zh.recorded, story.en.recorded),
            (Self.both("预演", "rehearsed"), story.zh.rehearsed, story.en.rehearsed),
        ] {
            html += "<div><h3>\(title)</h3>\(list(zh, "zh"))\(list(en, "en"))</div>"
        }
        html += "</div></details>"
    }

    private func list(_ lines: [String], _ language: String) -> String {
        "<ol lang=\"\(language)\">" + lines.map { "<li>\(Self.escaped($0))</li>" }.joined() + "</ol>"
    }

    private func fate(_ figures: ComparisonReport.Figures) -> String {
        let served = PageNumber.text(Self.tonnes(figures.gramsServed), 1)
        let declared = PageNumber.text(Self.tonnes(figures.gramsDeclared), 1)
        return Self.both("到人 \(served)/\(declared) 吨", "\(served) of \(declared) t served")
    }
}
