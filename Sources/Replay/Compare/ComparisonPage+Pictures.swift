/// The pictures of the page: bars as SVG, drawn so wide that a phone can show them.
extension ComparisonPage {
    /// Rows of one picture; what follows is summed up in words.
    private static let rowsMax = 16

    /// What became of each row's produce, above what happened and below what was rehearsed.
    mutating func bars(
        _ rows: [(zh: String, en: String, recorded: ComparisonReport.Figures, rehearsed: ComparisonReport.Figures)],
        _ zh: String,
        _ en: String
    ) {
        guard !rows.isEmpty else { return }
        html += "<section><h2>\(Self.both(zh, en))</h2>\(legend)<div class=\"chart\">"
        let most = rows.reduce(Int64(1)) { max($0, $1.recorded.gramsDeclared, $1.rehearsed.gramsDeclared) }
        for row in rows.prefix(Self.rowsMax) {
            html +=
                "<div class=\"row\"><div class=\"name\">\(Self.both(row.zh, row.en))</div><svg viewBox=\"0 0 400 30\" "
            html += "preserveAspectRatio=\"none\" role=\"img\">"
            bar(row.recorded, y: 1, most)
            bar(row.rehearsed, y: 16, most)
            html += "</svg><div class=\"figure\">\(served(row.recorded)) → \(served(row.rehearsed))</div></div>"
        }
        html += "</div>"
        if rows.count > Self.rowsMax {
            let more = rows.count - Self.rowsMax
            html += "<p class=\"note\">\(Self.both("另有 \(more) 项未画。", "\(more) smaller ones are not drawn."))</p>"
        }
        html += "</section>"
    }

    private func served(_ figures: ComparisonReport.Figures) -> String {
        let text = PageNumber.text(Self.tonnes(figures.gramsServed &+ figures.gramsPromised), 1)
        return Self.both("\(text) 吨", "\(text) t")
    }

    private var legend: String {
        let parts = [
            ("served", Self.both("到人", "served")), ("promised", Self.both("已落实", "promised")),
            ("recycled", Self.both("饲料堆肥", "recycled")),
            ("spoiled", Self.both("损耗过期", "spoiled")), ("open", Self.both("未结或撤销", "open or cancelled")),
        ]
        return "<p class=\"legend\">" + parts.map { "<span><i class=\"\($0.0)\"></i>\($0.1)</span>" }.joined()
            + "<span class=\"note\">\(Self.both("上：实际，下：预演", "above: happened, below: rehearsed"))</span></p>"
    }

    private mutating func bar(_ figures: ComparisonReport.Figures, y: Int, _ most: Int64) {
        var x = 0.0
        for (colour, grams) in [
            ("served", figures.gramsServed), ("promised", figures.gramsPromised),
            ("recycled", figures.gramsRecycled), ("spoiled", figures.gramsSpoiled),
            ("open", figures.gramsOpen &+ figures.gramsCancelled),
        ] where grams > 0 {
            let width = Double(grams) / Double(most) * 400
            html += "<rect class=\"\(colour)\" x=\"\(PageNumber.text(x, 2))\" y=\"\(y)\" "
            html += "width=\"\(PageNumber.text(width, 2))\" height=\"12\"/>"
            x += width
        }
    }

    /// What outlets of each kind took.
    mutating func outlets() {
        guard !report.outlets.isEmpty else { return }
        let most = report.outlets.reduce(Int64(1)) { max($0, $1.gramsRecorded, $1.gramsRehearsed) }
        html += "<section><h2>\(Self.both("各类去处", "By kind of outlet"))</h2>"
        html += "<p class=\"legend\"><span><i class=\"before\"></i>\(Self.both("实际", "happened"))</span>"
        html += "<span><i class=\"served\"></i>\(Self.both("预演", "rehearsed"))</span></p><div class=\"chart\">"
        for row in report.outlets {
            html += "<div class=\"row\"><div class=\"name\">\(Self.both(row.zh, row.en))</div>"
            html += "<svg viewBox=\"0 0 400 30\" preserveAspectRatio=\"none\" role=\"img\">"
            for (y, grams, colour) in [(1, row.gramsRecorded, "before"), (16, row.gramsRehearsed, "served")] {
                let width = Double(max(0, grams)) / Double(most) * 400
                html +=
                    "<rect class=\"\(colour)\" x=\"0\" y=\"\(y)\" width=\"\(PageNumber.text(width, 2))\" height=\"12\"/>"
            }
            let before = PageNumber.text(Self.tonnes(row.gramsRecorded), 1)
            let after = PageNumber.text(Self.tonnes(row.gramsRehearsed), 1)
            html +=
                "</svg><div class=\"figure\">\(Self.both("\(before) 吨 → \(after) 吨", "\(before) t → \(after) t"))</div></div>"
        }
        html += "</div></section>"
    }

    static let style = """
        :root{color-scheme:light dark;--line:#8884;--served:#2e8b57;--promised:#86c5a4;--recycled:#c9a227;--spoiled:#c0392b;--open:#8a8f98;\
        --before:#5b7db1}
        *{box-sizing:border-box}
        body{font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC",sans-serif;max-width:64rem;margin:0 auto;padding:1rem}
        h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:.5rem 0}
        input[name=l]{position:absolute;opacity:0}
        nav{display:flex;gap:.5rem;justify-content:flex-end}
        nav label{border:1px solid var(--line);border-radius:.4rem;padding:.25rem .75rem;cursor:pointer}
        #zh:checked~header label[for=zh],#en:checked~header label[for=en]{background:var(--served);color:#fff}
        #zh:focus-visible~header label[for=zh],#en:focus-visible~header label[for=en]{outline:2px solid}
        #zh:checked~header [lang=en],#zh:checked~main [lang=en],#en:checked~header [lang=zh],#en:checked~main [lang=zh]\
        {display:none}
        .lead{font-weight:600}.note{opacity:.75;font-size:.9rem}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
        th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:right;font-variant-numeric:tabular-nums}
        tbody th{text-align:left;font-weight:400}.up{color:var(--served)}.down{color:var(--spoiled)}
        .row{display:grid;grid-template-columns:9rem 1fr 9rem;gap:.5rem;align-items:center;margin:.2rem 0}
        .row svg{width:100%;height:30px}.figure{text-align:right;font-variant-numeric:tabular-nums;font-size:.9rem}
        .served{fill:var(--served);background:var(--served)}.recycled{fill:var(--recycled);background:var(--recycled)}
        .spoiled{fill:var(--spoiled);background:var(--spoiled)}.open{fill:var(--open);background:var(--open)}
        .promised{fill:var(--promised);background:var(--promised)}
        .before{fill:var(--before);background:var(--before)}
        .legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.9rem;margin:.25rem 0}
        .legend i{display:inline-block;width:.8rem;height:.8rem;margin-right:.35rem;border-radius:.15rem}
        details{border-bottom:1px solid var(--line);padding:.4rem 0}summary{cursor:pointer}
        .pill{float:right;opacity:.8;font-size:.9rem}
        .two{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.two ol{padding-left:1.4rem;margin:0;overflow-wrap:anywhere}
        .two li{font-size:.9rem;margin:.2rem 0}
        @media(max-width:40rem){th,td{padding:.25rem;font-size:.85rem}.two{grid-template-columns:1fr}.pill{float:none;display:block}\
        .row{grid-template-columns:1fr auto}.row svg{grid-column:1/-1;grid-row:2}}
        """
}

/// Numbers as people read them, by integer arithmetic.
enum PageNumber {
    /// `-12,345.6`.
    static func text(_ number: Double, _ places: Int, signed: Bool = false) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        // Beyond this a figure is no measurement, and would not fit.
        let scaled = (min(max(number * scale, -9e15), 9e15)).rounded()
        let whole = Int64(scaled.magnitude)
        var rest = whole
        var decimals = ""
        for _ in 0..<places {
            decimals = "\(rest % 10)" + decimals
            rest /= 10
        }
        var digits = ""
        for (index, digit) in "\(rest)".reversed().enumerated() {
            if index > 0, index % 3 == 0 { digits.append(",") }
            digits.append(digit)
        }
        let sign = scaled < 0 ? "−" : signed && scaled > 0 ? "+" : ""
        return sign + String(digits.reversed()) + (places > 0 ? "." + decimals : "")
    }
}
