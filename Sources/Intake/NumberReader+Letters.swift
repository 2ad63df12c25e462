extension NumberReader {
    @inline(__always)
    static func isArabic(_ letter: UInt16) -> Bool { letter >= 0x30 && letter <= 0x39 }

    @inline(__always)
    static func isLatin(_ letter: UInt16) -> Bool { letter >= 0x61 && letter <= 0x7A }

    /// The value of a digit from one to nine; zero is 零, which is read apart.
    static func digit(_ letter: UInt16) -> Int? {
        switch letter {
        case 0x31...0x39: Int(letter - 0x30)
        case 0x4E00, 0x58F9: 1  // 一 壹
        case 0x4E8C, 0x8D30, 0x4E24, 0x4FE9: 2  // 二 贰 两 俩
        case 0x4E09, 0x53C1, 0x4EE8: 3  // 三 叁 仨
        case 0x56DB, 0x8086: 4  // 四 肆
        case 0x4E94, 0x4F0D: 5  // 五 伍
        case 0x516D, 0x9646: 6  // 六 陆
        case 0x4E03, 0x67D2: 7  // 七 柒
        case 0x516B, 0x634C: 8  // 八 捌
        case 0x4E5D, 0x7396: 9  // 九 玖
        default: nil
        }
    }

    /// What a magnitude word multiplies by; 1 for any other letter.
    static func magnitude(_ letter: UInt16) -> Int64 {
        switch letter {
        case 0x5341, 0x62FE: 10  // 十 拾
        case 0x767E, 0x4F70: 100  // 百 佰
        case 0x5343, 0x4EDF: 1000  // 千 仟
        case 0x4E07: 10_000  // 万
        case 0x4EBF: 100_000_000  // 亿
        default: 1
        }
    }

    /// 多, 来, 余, 几: at least the number before it.
    static func isMore(_ letter: UInt16) -> Bool {
        letter == 0x591A || letter == 0x6765 || letter == 0x4F59 || letter == 0x51E0
    }

    /// Whether a letter begins a unit of mass, money, packages or days.
    static func beginsUnit(_ letter: UInt16) -> Bool { unitLetters.contains(letter) }

    private static let unitLetters = Set("吨斤公千克担两磅件箱框筐篓袋包盒个只棵颗根天日周星小元块毛角分亩车号月桶头株挂".utf16)
}
