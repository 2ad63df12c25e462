/// What single Chinese characters tell of the names that they end or break.
enum NameLetters {
    private static let placeEnds = table("县镇乡市区旗州省盟")
    private static let villageEnds = table("村屯庄寨组队")
    private static let cropEnds = table("菜瓜果豆梨桃杏李枣橙柑桔橘柚葱蒜姜椒菇耳笋薯芋藕莓蕉莲参薹苔尖芽蕨荠韭茄麦米谷粟栗榴楂柿葡萄荔枣杷竽茸菌芹苋蒿荷蔗桑椹萝卜芥蓝薇")
    private static let productEnds = table("蜜苗种籽酱干粉汁片酒饼罐皮叶壳渣醋糖脯秆树条丝圈")
    private static let stops = table("的了着过吗呢吧啊呀哦嘛么是在有我你您他她它们这那就都也还很太好没不要会能可请求急被让从对和与跟或及给把之其")
    private static let weak = table("多少大小高低来去到上下里外前后中间今明昨年月日天时分想说看做用家人货车钱事行快慢新老真实现已再又才只最更每各全几个些样种位名")

    @inline(__always) static func isPlaceEnd(_ letter: UInt16) -> Bool {
        placeEnds.contains(letter) || isVillageEnd(letter)
    }
    static func isVillageEnd(_ letter: UInt16) -> Bool { villageEnds.contains(letter) }
    static func isCropEnd(_ letter: UInt16) -> Bool { cropEnds.contains(letter) }
    static func isProductEnd(_ letter: UInt16) -> Bool { productEnds.contains(letter) }
    static func isStop(_ letter: UInt16) -> Bool { stops.contains(letter) }
    static func isWeak(_ letter: UInt16) -> Bool { weak.contains(letter) || stops.contains(letter) }
    static func isHan(_ letter: UInt16) -> Bool { (0x3400...0x9FFF).contains(letter) }

    private static func table(_ letters: String) -> Set<UInt16> { Set(letters.utf16) }
}
