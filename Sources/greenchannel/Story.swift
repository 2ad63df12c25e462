import Foundation
import GreenChannelModel

/// Tells a lot's journal to people, a line a fact.
struct Story {
    var language: Language

    func line(_ fact: JournalEntry, at time: Instant) -> String {
        "\(time.iso8601(utcOffsetMinutes: 480).prefix(19).replacingOccurrences(of: "T", with: " "))  "
            + "\(Terminal.inert(fact.lot, max: 24))  \(sentence(fact))"
    }

    private func sentence(_ fact: JournalEntry) -> String {
        let kg = Self.kilograms(fact.grams)
        let offer = Terminal.inert(fact.offer, max: 48)
        let outlet = "\(kindName(fact.kind)) \(offer)"
        let why = fact.why.isEmpty ? "" : language.pick(zh: "，理由：", en: ", because: ") + Terminal.inert(fact.why)
        let by = Terminal.inert(fact.by, max: 48)
        let reason = Terminal.inert(fact.reason, max: 80)
        switch fact.event {
        case "OPENED":
            let crop = CropCatalogue.shipped.crop(id: fact.crop).map { CropCatalogue.shipped[$0] }
            let name = language.pick(zh: crop?.zh ?? fact.crop, en: crop?.en ?? fact.crop)
            let place = Gazetteer.shipped.name(of: Adcode(fact.place)) ?? Adcode(fact.place).description
            return language.pick(zh: "立案：\(name) \(kg)，\(place)", en: "opened: \(name) \(kg), \(place)")
        case "ASKED": return language.pick(zh: "回问（\(reason)）", en: "asked back (\(reason))")
        case "HELD": return language.pick(zh: "暂缓，待确认（\(reason)）", en: "held until confirmed (\(reason))")
        case "REPEATED": return language.pick(zh: "重复来信，不另立案", en: "the same again: nothing added")
        case "VERIFIED": return language.pick(zh: "\(by) 已核实\(why)", en: "verified by \(by)\(why)")
        case "UNVERIFIABLE": return language.pick(zh: "\(by) 无法核实\(why)", en: "marked unverifiable by \(by)\(why)")
        case "CORRECTED": return language.pick(zh: "更正，现共 \(kg)", en: "corrected: \(kg) in all")
        case "MERGED": return language.pick(zh: "并入 \(reason)\(why)", en: "merged into \(reason) by \(by)\(why)")
        case "OVERRIDDEN":
            return language.pick(
                zh: "\(by) 指定 \(kg) 去 \(offer)\(why)",
                en: "\(by) sends \(kg) to \(offer)\(why)"
            )
        case "CANCELLED": return language.pick(zh: "\(by) 撤销\(why)", en: "cancelled by \(by)\(why)")
        case "BIDS_POSTED":
            let seen = fact.considered.map { candidate in
                "\(kindName(candidate.kind)) \(Terminal.inert(candidate.offer, max: 32)) ¥\(Self.yuan(candidate.value))/kg"
            }
            return language.pick(zh: "竞报 \(kg)；比较过：", en: "bids for \(kg); considered: ")
                + seen.joined(separator: language.pick(zh: "、", en: ", "))
        case "NO_OUTLET": return language.pick(zh: "\(kg) 暂无去处", en: "no outlet yet for \(kg)")
        case "RUNG_OPENED": return language.pick(zh: "放宽到 \(reason)", en: "now open to \(reason)")
        case "AWARDED":
            return language.pick(
                zh: "\(outlet) 接收 \(kg)，¥\(Self.yuan(fact.price))/kg",
                en: "\(outlet) takes \(kg) at ¥\(Self.yuan(fact.price))/kg"
            )
        case "DECLINED":
            return language.pick(zh: "\(outlet) 未接 \(kg)（\(reason)）", en: "\(outlet) declines \(kg) (\(reason))")
        case "GIVEN_UP":
            return language.pick(
                zh: "收回 \(outlet) 的 \(kg)（\(reason)）",
                en: "takes \(kg) back from \(outlet) (\(reason))"
            )
        case "RELEASED":
            return language.pick(zh: "\(outlet) 退回 \(kg)（\(reason)）", en: "\(outlet) gives back \(kg) (\(reason))")
        case "CARRIAGE_ASKED": return language.pick(zh: "请 \(offer) 运 \(kg)", en: "asks \(offer) to carry \(kg)")
        case "CARRIAGE_AWARDED": return carriage(fact, kg, offer)
        case "CARRIAGE_DECLINED":
            return language.pick(zh: "\(offer) 不能运（\(reason)）", en: "\(offer) cannot carry it (\(reason))")
        case "DELIVERED": return language.pick(zh: "交付 \(kg)（\(reason)）", en: "delivered \(kg) (\(reason))")
        case "SETTLED_BY_DEFAULT":
            return language.pick(zh: "\(outlet) 到期未报，按 \(kg) 结", en: "\(outlet): no report, settled at \(kg)")
        case "EXPIRED": return language.pick(zh: "\(kg) 已过期", en: "\(kg) expired")
        case "ENDED": return language.pick(zh: "结案：", en: "ended: ") + balance(fact.balance)
        case "CRATES": return language.pick(zh: "周转筐：\(reason)", en: "crates: \(reason)")
        default: return Terminal.inert(fact.event, max: 40)
        }
    }

    private func carriage(_ fact: JournalEntry, _ kg: String, _ offer: String) -> String {
        let trip = fact.trip
        let km = String(format: "%.1f", Double(trip.roadMetres) / 1000)
        let co2 = String(format: "%.1f", Double(trip.gramsCo2E) / 1000)
        let vehicle = Terminal.inert(trip.vehicle, max: 32)
        let pass = Terminal.inert(trip.tollGreenPass, max: 48)
        return language.pick(
            zh: "\(offer) 派 \(vehicle) 运 \(kg)，\(km) 公里，\(co2) kg CO₂e，绿通：\(pass)",
            en: "\(offer) sends \(vehicle) for \(kg), \(km) km, \(co2) kg CO₂e, toll green pass: \(pass)"
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

    func kindName(_ kind: OutletKind) -> String {
        switch kind {
        case .assistanceZone: language.pick(zh: "助农专区", en: "assistance zone")
        case .groupBuy: language.pick(zh: "拼团", en: "group buy")
        case .c2MPreSale: language.pick(zh: "C2M预售", en: "C2M pre-sale")
        case .offlineDisplay: language.pick(zh: "线下展销", en: "offline display")
        case .communityGroupBuy: language.pick(zh: "社区团购", en: "community group buy")
        case .institutionalCanteen: language.pick(zh: "食堂", en: "canteen")
        case .processor: language.pick(zh: "加工企业", en: "processor")
        case .foodBank: language.pick(zh: "食物银行", en: "food bank")
        case .feed: language.pick(zh: "饲料", en: "feed")
        case .compost: language.pick(zh: "堆肥", en: "compost")
        case .liveSlot: language.pick(zh: "直播档期", en: "live slot")
        case .vehicles: language.pick(zh: "车队", en: "vehicles")
        case .outletUnspecified, .UNRECOGNIZED: ""
        }
    }

    static func kilograms(_ grams: Int64) -> String {
        grams % 1000 == 0 ? "\(grams / 1000) kg" : String(format: "%.1f kg", Double(grams) / 1000)
    }

    static func yuan(_ fen: Int64) -> String { String(format: "%.2f", Double(fen) / 100) }
}
