import Foundation
import GreenChannelModel

/// Tells a lot's journal to people, a line a fact, in plain words: `journal --json` has the ids and codes.
struct Story {
    var language: Language
    var names: OutletNames

    func line(_ fact: JournalEntry, at time: Instant, namesLot: Bool = true) -> String {
        let lot = namesLot ? "\(Terminal.inert(fact.lot, max: 24))  " : ""
        return "\(time.iso8601(utcOffsetMinutes: 480).prefix(19).replacingOccurrences(of: "T", with: " "))  "
            + "\(lot)\(sentence(fact))"
    }

    private func sentence(_ fact: JournalEntry) -> String {
        let kg = Self.kilograms(fact.grams)
        let offer = names.name(of: fact.offer, language)
        let outlet = outlet(fact.kind, fact.offer)
        let why = fact.why.isEmpty ? "" : language.pick(zh: "，理由：", en: ", because: ") + Terminal.inert(fact.why)
        let by = Terminal.inert(fact.by, max: 48)
        let reason = reasons(fact.reason)
        func say(_ zh: String, _ en: String) -> String { language.pick(zh: zh, en: en) }
        switch fact.event {
        case "OPENED":
            let place = Gazetteer.shipped.name(of: Adcode(fact.place)) ?? Adcode(fact.place).description
            return say("立案：\(crop(fact.crop)) \(kg)，\(place)", "opened: \(crop(fact.crop)) \(kg), \(place)")
        case "ASKED": return say("回问（\(reason)）", "asked back (\(reason))")
        case "HELD": return say("暂缓，待确认（\(reason)）", "held until confirmed (\(reason))")
        case "REPEATED": return say("重复来信，不另立案", "the same again: nothing added")
        case "VERIFIED": return say("\(by) 已核实\(why)", "verified by \(by)\(why)")
        case "UNVERIFIABLE": return say("\(by) 无法核实\(why)", "marked unverifiable by \(by)\(why)")
        case "CORRECTED": return say("更正，现共 \(kg)", "corrected: \(kg) in all")
        case "MERGED":
            let into = Terminal.inert(fact.reason, max: 24)
            return say("\(by) 并入 \(into)\(why)", "merged into \(into) by \(by)\(why)")
        case "OVERRIDDEN": return say("\(by) 指定 \(kg) 去 \(offer)\(why)", "\(by) sends \(kg) to \(offer)\(why)")
        case "EMERGENCY": return say("\(by) 宣布应急，优先安排\(why)", "goes first: emergency declared by \(by)\(why)")
        case "CANCELLED": return say("\(by) 撤销\(why)", "cancelled by \(by)\(why)")
        case "BIDS_POSTED":
            let seen = fact.considered.map { "\(self.outlet($0.kind, $0.offer)) ¥\(Self.yuan($0.value))/kg" }
            return say("竞报 \(kg)；比较过：", "bids for \(kg); considered: ") + seen.joined(separator: say("、", ", "))
        case "NO_OUTLET": return say("\(kg) 暂无去处", "no outlet yet for \(kg)")
        case "RUNG_OPENED": return say("放宽到\(reason)", "now open to \(reason)")
        case "AWARDED":
            let price = Self.yuan(fact.price)
            return say("\(outlet) 接收 \(kg)，¥\(price)/kg", "\(outlet) takes \(kg) at ¥\(price)/kg")
        case "DECLINED": return say("\(outlet) 未接 \(kg)（\(reason)）", "\(outlet) declines \(kg) (\(reason))")
        case "GIVEN_UP": return say("收回 \(outlet) 的 \(kg)（\(reason)）", "takes \(kg) back from \(outlet) (\(reason))")
        case "RELEASED": return say("\(outlet) 退回 \(kg)（\(reason)）", "\(outlet) gives back \(kg) (\(reason))")
        case "CARRIAGE_ASKED": return say("请 \(offer) 运 \(kg)", "asks \(offer) to carry \(kg)")
        case "CARRIAGE_AWARDED": return carriage(fact.trip, kg, offer)
        case "CARRIAGE_DECLINED": return say("\(offer) 不能运（\(reason)）", "\(offer) cannot carry it (\(reason))")
        case "LIVE_ORDER": return say("\(offer) 卖出 \(kg)（\(reason)）", "\(offer) sells \(kg) (\(reason))")
        case "DELIVERED": return say("\(outlet) 收到 \(kg)", "\(outlet) received \(kg)")
        case "WEIGHED": return say("\(outlet) 过磅 \(kg)", "\(outlet) weighed \(kg)")
        case "SHORT": return say("\(outlet) 只收了 \(kg)", "\(outlet) took only \(kg)")
        case "SPOILED": return say("\(outlet) 报损 \(kg)", "\(outlet) reports \(kg) spoiled")
        case "SETTLED_BY_DEFAULT":
            return say("\(outlet) 到期未报，按 \(kg) 结", "\(outlet): no report, settled at \(kg)")
        case "EXPIRED": return say("\(kg) 已过期", "\(kg) expired")
        case "ENDED": return say("结案：", "ended: ") + balance(fact.balance)
        case "CRATES": return say("周转筐：\(reason)", "crates: \(reason)")
        default: return Terminal.inert(fact.event, max: 40)
        }
    }

    private func carriage(_ trip: Trip, _ kg: String, _ depot: String) -> String {
        let km = String(format: "%.1f", Double(trip.roadMetres) / 1000)
        let co2 = String(format: "%.1f", Double(trip.gramsCo2E) / 1000)
        let vehicle = names.name(of: trip.vehicle, language)
        let pass = reasons(trip.tollGreenPass)
        return language.pick(
            zh: "\(depot) 派 \(vehicle) 运 \(kg)，\(km) 公里，\(co2) kg CO₂e，绿通：\(pass)",
            en: "\(depot) sends \(vehicle) for \(kg), \(km) km, \(co2) kg CO₂e, toll green pass: \(pass)"
        )
    }

    func balance(_ balance: LotBalance) -> String {
        let parts: [(Int64, zh: String, en: String)] = [
            (balance.sold, "售出", "sold"), (balance.donated, "捐出", "donated"), (balance.recycled, "饲料堆肥", "recycled"),
            (balance.lost, "损耗", "lost"), (balance.cancelled, "撤销", "cancelled"), (balance.expired, "过期", "expired"),
            (balance.awarded, "已落实", "awarded"), (balance.held, "竞报中", "held"), (balance.unplaced, "待落实", "unplaced"),
        ]
        let shown = parts.filter { $0.0 > 0 }.map { "\(language.pick(zh: $0.zh, en: $0.en)) \(Self.kilograms($0.0))" }
        return shown.joined(separator: language.pick(zh: "，", en: ", "))
            + language.pick(zh: "；收入 ¥", en: "; worth ¥") + Self.yuan(balance.fen)
    }

    private func crop(_ id: String) -> String {
        guard let crop = CropCatalogue.shipped.crop(id: id).map({ CropCatalogue.shipped[$0] }) else {
            return Terminal.inert(id, max: 40)
        }
        return language.pick(zh: crop.zh, en: crop.en)
    }

    /// Kind and name; only the name where it begins with its kind already.
    private func outlet(_ kind: OutletKind, _ id: String) -> String {
        let (name, kind) = (names.name(of: id, language), language.pick(kind.words))
        return name.contains(kind) ? name : "\(kind) \(name)"
    }

    /// Codes with commas between, each in plain words; one that is not known stands as it is.
    private func reasons(_ codes: String) -> String {
        codes.split(separator: ",").map { code in
            ReasonWords.words(of: String(code)).map(language.pick) ?? Terminal.inert(String(code), max: 80)
        }.joined(separator: language.pick(zh: "；", en: "; "))
    }

    static func kilograms(_ grams: Int64) -> String {
        grams % 1000 == 0 ? "\(grams / 1000) kg" : String(format: "%.1f kg", Double(grams) / 1000)
    }

    static func yuan(_ fen: Int64) -> String { String(format: "%.2f", Double(fen) / 100) }
}
