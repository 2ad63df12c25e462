/// Takes the name of a division apart: 威宁彝族回族苗族自治县 is the root 威宁 and the suffix 县.
enum GazetteerRoot {
    private static let suffixes: [(String, String)] = [
        ("特别行政区", ""), ("自治区", "区"), ("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"), ("地区", "地区"), ("新区", "新区"),
        ("林区", "林区"), ("省", "省"), ("市", "市"), ("县", "县"), ("区", "区"), ("旗", "旗"), ("盟", "盟"),
    ]
    private static let peoples = [
        "维吾尔", "哈萨克族", "柯尔克孜", "鄂温克族", "达斡尔族", "哈萨克", "蒙古族", "布依族", "朝鲜族", "土家族", "哈尼族", "傈僳族", "拉祜族",
        "东乡族", "纳西族", "景颇族", "仫佬族", "布朗族", "撒拉族", "毛南族", "仡佬族", "普米族", "塔吉克", "保安族", "裕固族", "独龙族", "蒙古",
        "回族", "藏族", "苗族", "彝族", "壮族", "满族", "侗族", "瑶族", "白族", "傣族", "黎族", "佤族", "畲族", "水族", "土族", "羌族", "锡伯",
        "怒族", "各族",
    ]

    /// The root, and the one-word suffix that people write after it; `nil` for names that have no such parts.
    static func split(_ name: String) -> (root: String, suffix: String)? {
        guard let (long, suffix) = suffixes.first(where: { name.hasSuffix($0.0) && name.count > $0.0.count })
        else { return nil }
        var root = String(name.dropLast(long.count))
        guard long.hasPrefix("自治") else { return (root, suffix) }
        // No root is one letter: 内蒙古 is whole.
        while let people = peoples.first(where: { root.hasSuffix($0) && root.count > $0.count + 1 }) {
            root.removeLast(people.count)
        }
        if root.count > 2, root.hasSuffix("族") { root.removeLast() }
        return (root, suffix)
    }

    /// 察哈尔右翼中旗 is 察右中旗 to those who live there.
    static func bannerShort(_ name: String) -> String? {
        for (wing, sign) in [("左翼", "左"), ("右翼", "右")] {
            guard name.hasSuffix("旗"), let first = name.first, let at = name.range(ofSubstring: wing) else { continue }
            return String(first) + sign + name[at.upperBound...]
        }
        return nil
    }
}

extension String {
    /// Where a short text first stands in this one.
    fileprivate func range(ofSubstring part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
