/// Finds the crop in a product name as wholesale markets print it.
///
/// Tried in this order: the name as it stands; without what stands in brackets; without a size or count behind
/// "Φ", "Ф" or "/"; what stands in the brackets; the names between "、" and the like, if all mean the same crop.
struct MarketNameResolver {
    /// Names in lower case.
    let names: [String: Crop]
    let marketNames: [String: Crop]

    func crop(_ name: String) -> Crop? {
        if let crop = exact(name) { return crop }
        let (outer, inner) = Self.splitBrackets(name)
        if let crop = exact(outer) { return crop }
        let unsized = Self.trimmed(outer.prefix { !"ΦФ/".contains($0) })
        if let crop = exact(unsized) { return crop }
        if let crop = exact(inner) { return crop }
        return common(unsized)
    }

    private func exact(_ name: String) -> Crop? {
        guard !name.isEmpty else { return nil }
        return names[name.lowercased()] ?? marketNames[name]
    }

    private func common(_ name: String) -> Crop? {
        let parts = name.split { "、.,，\\".contains($0) }
        guard parts.count > 1, let first = exact(String(parts[0])) else { return nil }
        return parts.dropFirst().allSatisfy { exact(String($0)) == first } ? first : nil
    }

    /// What stands outside and inside of brackets, of either width; a bracket left open closes at the end.
    private static func splitBrackets(_ name: String) -> (outer: String, inner: String) {
        var outer = ""
        var inner = ""
        var depth = 0
        for character in name {
            switch character {
            case "(", "（": depth += 1
            case ")", "）": depth = max(0, depth - 1)
            default:
                if depth == 0 { outer.append(character) } else { inner.append(character) }
            }
        }
        return (trimmed(outer[...]), trimmed(inner[...]))
    }

    private static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
