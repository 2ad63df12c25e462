import Foundation
import GreenChannelModel
import Replay

/// Tells people on a terminal what a rehearsal changed.
struct ComparisonText {
    private let report: ComparisonReport
    private let language: Language
    private let wall: Duration

    init(_ report: ComparisonReport, _ language: Language, wall: Duration) {
        self.report = report
        self.language = language
        self.wall = wall
    }

    private func say(_ zh: String, _ en: String) -> String { language.pick(zh: zh, en: en) }

    func print() {
        let changes = report.changes.isEmpty ? say("无", "nothing") : report.changes.joined(separator: "  ")
        Terminal.print(say("改动：", "changed: ") + Terminal.inert(changes, max: 400))
        for note in report.notes { Terminal.print(say(note.zh, note.en)) }
        let (before, after) = (report.all.recorded, report.all.rehearsed)
        Terminal.print(line("", say("实际", "happened"), say("预演", "rehearsed"), say("差", "difference")))
        row(say("批次", "lots"), Double(before.lots), Double(after.lots), 0)
        row(say("申报 吨", "declared, t"), Self.tonnes(before.gramsDeclared), Self.tonnes(after.gramsDeclared), 1)
        row(say("到人 吨", "served, t"), Self.tonnes(before.gramsServed), Self.tonnes(after.gramsServed), 1)
        row(say("饲料堆肥 吨", "recycled, t"), Self.tonnes(before.gramsRecycled), Self.tonnes(after.gramsRecycled), 1)
        row(say("损耗过期 吨", "spoiled, t"), Self.tonnes(before.gramsSpoiled), Self.tonnes(after.gramsSpoiled), 1)
        row(say("已落实未交 吨", "promised, t"), Self.tonnes(before.gramsPromised), Self.tonnes(after.gramsPromised), 1)
        row(say("未结 吨", "open, t"), Self.tonnes(before.gramsOpen), Self.tonnes(after.gramsOpen), 1)
        row(say("收入 元", "worth, ¥"), Double(before.fen) / 100, Double(after.fen) / 100, 0)
        row(say("载货公里", "load km"), Double(before.loadMetres) / 1000, Double(after.loadMetres) / 1000, 0)
        row("kg CO₂e", Double(before.gramsCO2e) / 1000, Double(after.gramsCO2e) / 1000, 0)
        if let left = before.hoursToFirstAward, let right = after.hoursToFirstAward {
            row(say("首次落实 小时", "hours to award"), left, right, 2)
        }
        groups(say("各品种（到人与已落实 吨）", "by crop (served and promised, t)"), report.crops)
        groups(say("各地区（到人与已落实 吨）", "by region (served and promised, t)"), report.regions)
        Terminal.print(say("各类去处（吨）", "by outlet (t)"))
        for outlet in report.outlets {
            row(
                "  " + say(outlet.zh, outlet.en),
                Self.tonnes(outlet.gramsRecorded),
                Self.tonnes(outlet.gramsRehearsed),
                1
            )
        }
        lots()
        let seconds = String(format: "%.1f", wall / .seconds(1))
        Terminal.print(say("用时 \(seconds) 秒", "\(seconds) s"))
    }

    private func groups(_ title: String, _ rows: [ComparisonReport.Row]) {
        Terminal.print(title)
        for group in rows.prefix(12) {
            row(
                "  " + Terminal.inert(say(group.zh, group.en), max: 24),
                Self.tonnes(group.recorded.gramsServed &+ group.recorded.gramsPromised),
                Self.tonnes(group.rehearsed.gramsServed &+ group.rehearsed.gramsPromised),
                1
            )
        }
        if rows.count > 12 { Terminal.print(say("  ……另有 \(rows.count - 12) 项", "  … and \(rows.count - 12) more")) }
    }

    private func lots() {
        Terminal.print(
            say(
                "\(report.lots.count) 个批次结果不同",
                "\(report.lots.count) of \(report.all.recorded.lots) lots fared differently"
            )
        )
        for lot in report.lots {
            guard let stories = lot.stories else { continue }
            let place = Gazetteer.shipped.name(of: Adcode(lot.place)) ?? ""
            Terminal.print("\(Terminal.inert(lot.lot, max: 24))  \(Terminal.inert(lot.crop, max: 40)) \(place)")
            Terminal.print("  " + say("实际", "happened"))
            for line in stories.recorded { Terminal.print("    " + line) }
            Terminal.print("  " + say("预演", "rehearsed"))
            for line in stories.rehearsed { Terminal.print("    " + line) }
        }
    }

    private func row(_ name: String, _ before: Double, _ after: Double, _ places: Int) {
        func text(_ number: Double) -> String { String(format: "%.\(places)f", number) }
        let difference = after - before
        let shown = text(difference)
        let isZero = !shown.contains { ("1"..."9").contains($0) }
        Terminal.print(line(name, text(before), text(after), isZero ? "0" : difference > 0 ? "+" + shown : shown))
    }

    private func line(_ name: String, _ before: String, _ after: String, _ difference: String) -> String {
        pad(name, 26, left: false) + pad(before, 14) + pad(after, 14) + pad(difference, 14)
    }

    /// Chinese characters take two places on a terminal.
    private func pad(_ text: String, _ width: Int, left: Bool = true) -> String {
        let taken = text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) }
        let space = String(repeating: " ", count: max(0, width - taken))
        return left ? space + text : text + space
    }

    private static func tonnes(_ grams: Int64) -> Double { Double(grams) / 1_000_000 }
}
