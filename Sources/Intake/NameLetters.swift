/// What single Chinese characters tell of the names that they end or break.
enum NameLetters {
    private static let placeEnds =
        "县镇乡市区旗州省盟"
    private static let villageEnds =
        "村屯庄寨组队"
    private static let cropEnds =
        "菜瓜果豆梨桃杏李枣橙柑桔橘柚葱蒜姜椒菇耳笋薯芋藕莓蕉莲参薹苔尖芽蕨荠韭茄麦米谷粟栗榴楂柿葡萄荔枣杷竽茸菌芹苋蒿荷蔗桑椹萝卜芥蓝薇"
    private static let productEnds =
        "蜜苗种籽酱干粉汁片酒饼罐皮叶壳渣醋糖脯秆树条丝圈"
    private static let stops =
        "的了着过吗呢吧啊呀哦嘛么是在有我你您他她它们这那就都也还很太好没不要会能可请求急被让从对和与跟或及给把之其"
    private static let weak =
        "多少大小高低来去到上下里外前后中间今明昨年月日天时分想说看做用家人货车钱事行快慢新老真实现已再又才只最更每各全几个些样种位名"
    /// The hundred commonest.
    private static let surnames =
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"

    /// One byte of marks a letter, as these questions are asked of every letter that nothing knows.
    private static let marks: [UInt8] = {
        var marks = [UInt8](repeating: 0, count: 65536)
        for (index, letters) in [placeEnds, villageEnds, cropEnds, productEnds, stops, weak, surnames].enumerated() {
            for letter in letters.utf16 { marks[Int(letter)] |= 1 << UInt8(index) }
        }
        return marks
    }()

    static func isPlaceEnd(_ letter: UInt16) -> Bool { marks[Int(letter)] & 3 != 0 }
    static func isVillageEnd(_ letter: UInt16) -> Bool { marks[Int(letter)] & 2 != 0 }
    static func isCropEnd(_ letter: UInt16) -> Bool { marks[Int(letter)] & 4 != 0 }
    static func isProductEnd(_ letter: UInt16) -> Bool { marks[Int(letter)] & 8 != 0 }
    static func isStop(_ letter: UInt16) -> Bool { marks[Int(letter)] & 16 != 0 }
    static func isWeak(_ letter: UInt16) -> Bool { marks[Int(letter)] & 48 != 0 }
    static func isSurname(_ letter: UInt16) -> Bool { marks[Int(letter)] & 64 != 0 }
    static func isHan(_ letter: UInt16) -> Bool { (0x3400...0x9FFF).contains(letter) }
}
