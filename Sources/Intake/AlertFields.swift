/// One alert as a row of a table or a JSON object gives it: cells as written, none of them trusted.
public struct AlertFields: Sendable, Equatable {
    /// What a column or key stands for.
    public enum Name: String, Sendable, CaseIterable {
        case text, crop, quantity, unit, place, days, price, priceUnit, sender, harvested, sellBy, received,
            senderCounty, id
        case packageNet
    }

    /// Where in its file the row begins, from 1.
    public var line: Int
    /// Cells by name; absent and empty cells are the same.
    private var cells: [String?] = Array(repeating: nil, count: Name.allCases.count)

    public init(line: Int = 1) { self.line = line }

    public subscript(name: Name) -> String? {
        get { Name.allCases.firstIndex(of: name).flatMap { cells[$0] } }
        set {
            guard let index = Name.allCases.firstIndex(of: name) else { return }
            cells[index] = newValue.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    public var isEmpty: Bool { cells.allSatisfy { $0 == nil } }

    /// A cell as it may be shown in a table: one that a spreadsheet would run (= + - @) gets a quote in front.
    public static func shown(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first) else { return cell }
        return "'" + cell
    }

    /// The field that a column or key is called by, in Chinese or English, and the unit that its name holds in brackets:
    /// 数量（吨） is the quantity, in tonnes.
    static func field(named title: String) -> (name: Name, unit: String?)? {
        var bare = String.UnicodeScalarView()
        var unit = String.UnicodeScalarView()
        var isInside = false
        for scalar in title.unicodeScalars {
            switch scalar {
            case "(", "（", "[", "【": isInside = true
            case ")", "）", "]", "】": isInside = false
            case " ", "_", "-", "\u{FEFF}", "*", "\"": break
            default: if isInside { unit.append(scalar) } else { bare.append(scalar) }
            }
        }
        let key = String(bare).lowercased()
        if let (name, unit) = unitKeys[key] { return (name, unit) }
        guard let name = keys.first(where: { $0.1.contains(key) })?.0 else { return nil }
        return (name, unit.isEmpty ? nil : String(unit))
    }

    private static let unitKeys: [String: (Name, String)] = [
        "quantitykg": (.quantity, "kg"), "数量公斤": (.quantity, "公斤"), "数量斤": (.quantity, "斤"), "数量吨": (.quantity, "吨"),
        "weightkg": (.quantity, "kg"), "quantitytonnes": (.quantity, "t"), "priceyuanperkg": (.price, "元/公斤"),
        "pricefenperkg": (.price, "分/公斤"), "priceyuanperjin": (.price, "元/斤"), "floorpricefenperkg": (.price, "分/公斤"),
    ]

    private static let keys: [(Name, Set<String>)] = [
        (.text, ["text", "message", "rawtext", "原文", "内容", "短信", "正文", "短信内容", "消息"]),
        (
            .crop,
            [
                "crop", "product", "variety", "cropname", "commodity", "name", "prodname", "品种", "品名", "作物", "产品",
                "农产品", "货名", "名称", "产品名称",
            ]
        ),
        (
            .quantity,
            ["quantity", "qty", "amount", "weight", "mass", "declaredquantity", "数量", "重量", "滞销量", "滞销数量", "总量", "净重"]
        ),
        (.unit, ["unit", "units", "declaredunit", "unitinfo", "单位", "数量单位", "计量单位"]),
        (
            .place,
            [
                "place", "county", "location", "origin", "address", "adcode", "region", "地点", "产地", "地址", "县", "县区",
                "所在地", "区县", "位置", "行政区划代码",
            ]
        ),
        (
            .days,
            [
                "days", "daysleft", "shelflife", "remainingdays", "life", "可售天数", "剩余天数", "保鲜期", "天数", "保质期", "剩余保鲜期",
                "可放天数",
            ]
        ),
        (.price, ["price", "floorprice", "unitprice", "价格", "单价", "底价", "售价", "期望价格"]),
        (.priceUnit, ["priceunit", "priceper", "价格单位", "计价单位", "单价单位"]),
        (
            .sender,
            ["sender", "phone", "mobile", "tel", "contact", "from", "手机", "手机号", "电话", "联系电话", "联系方式", "发送人", "号码"]
        ),
        (
            .harvested,
            ["harvested", "harvestedon", "harvestdate", "harvest", "pickdate", "采收日期", "采摘日期", "采收时间", "收获日期", "采摘时间"]
        ),
        (.sellBy, ["sellby", "deadline", "useby", "bestbefore", "可售截止", "截止日期", "截止", "可售截止日期", "最迟日期"]),
        (.received, ["received", "receivedat", "at", "time", "timestamp", "date", "时间", "接收时间", "上报时间", "日期"]),
        (.senderCounty, ["sendercounty", "发送人县", "上报县", "发件县"]), (.id, ["id", "编号", "序号", "no"]),
        (.packageNet, ["packagenet", "packagenetkg", "packageweight", "件重", "单件重量", "每件重量", "每箱重量", "每件公斤"]),
    ]
}
