extension LexiconWords {
    /// Words that say nothing about the lot, but that must be known so that they are not taken for names.
    static let chineseFiller = """
        急 急急 急急急 急需 十万火急 紧急 加急 请 谢谢 多谢 感谢 谢谢大家 拜托 拜托了 麻烦 麻烦了 帮帮忙 帮帮忙吧 求求 求求你们 求求大家 您好 你好 大家好 喂 在吗 老板 老板们 各位老板 各位 领导 领导们 好心人
        同志 师傅 老师 亲 朋友 朋友们 家人们 乡亲 乡亲们 村民 村里 村里人 村里老人 老人 老人种的 农民 果农 菜农 瓜农 种植户 大户 种植大户 贫困户 合作社 专业合作社 公司 基地 果园 菜园 菜地 地里 田里 地头 园里 园子 树上 棚里 库里
        冷库 冷窖 窖藏 窖里 地窖 冷库里 仓库 恒温库 入库 还没入库 出库 存着 窖存 存在 还挂树上 挂树上 挂果 挂果不等人 新鲜 新鲜的 很新鲜 好吃 又大又甜 很甜 脆甜 香甜 甜 脆 个大 个头大 品质好 品相好 质量好 优质 精品 一级 二级 三级 特级 统货 通货 大果 中果 小果
        好货 好果 次果 残次果 商品果 混级 带泥 带叶 干净 包甜 无公害 绿色 有机 绿色食品 生态 自然熟 熟了 成熟 已成熟 刚熟 全熟 八成熟 九成熟 大量上市 上市 上市了 集中上市 丰收 大丰收 产量高 天气 天热 天冷 下个不停 怕烂 要坏 快坏了 坏了可惜 可惜 心疼 便宜 便宜了
        有 有货 我有 我们有 现有货 还有货 我 我们 我们村 我村 俺村 本村 本地 我县 我乡 我镇 我们镇 我们县 我们乡 全村 全县 全镇 全乡 村 的 了 着 啦 呀 啊 哦 呢 吧 嘛 哈 哟 喽 就 也 都 还 又 很 太 真 好 不 没 要 会 能 可 可以 想 给 把 被 让 从 对 和 与 跟 及 个 些
        这 那 这个 那个 这些 那些 这里 那里 这边 那边 他 她 它 你 您 他们 你们 大家 咱 咱们 自己 人 家 户 几户 多户 农户们 社员 县里统计 县里 镇里 乡里 镇上 县上 村上 市里 政府 村委会 村支书 村主任 村书记 驻村干部 第一书记 农业局 农业农村局 统计 上报 报 现报 据统计 初步统计 经统计
        需要 需 需求 帮 帮个忙 帮助 关注 支持 转发 扩散 转给 看看 看到 看货 可看货 现场看货 面议 价格面议 可议 价格可议 可谈 好商量 价格好商量 好说 可以谈 可小刀 来人 来车 自提 来拉 自己拉 上门 上门拉货 包装好 包装 已包装 散装 装好 装好了 可装车 随时 随时可以 随时装车 随时发货 发货 可发货 包邮 批发 零售都行 批发价格 走量 整车 整批 一起 一块出
        地 就要 马上 马上要 马上就 赶紧 赶快 尽快 快 快点 立即 立刻 抓紧 不能再等 等不及 不等人 再不 就烂 就烂了 就坏了 就烂掉 会烂 会坏 要烂 烂 坏 坏了就 不然 否则 如果 因为 由于 所以 但是 可是 但 而且 并且 另外 此外 今年 今年行情 行情不好 市场不好 价格低 价太低 价格太低 降价 掉价
        卖相 卖相好 卖相一般 老人家种的 老人家不容易 不容易 辛苦 种的 种了 种 自产 自产自销 产自 产的 出产 正宗 正宗的 地道 原产地 地理标志 绿通 路 路不通 封路 道路 交通 车 没有车 拉不出去 运不出去 出不去 市场 市场关闭 关闭 关了 关门 停了 疫情 大雨 雨 连阴雨
        品种 品名 名称 货名 作物 产品名称 数量 重量 备注 说明 信息 如下 信息如下 滞销求助 滞销信息 求助信息 供应 供应信息 供货 货源 现货 长期供应 大量供应 大量有货 有大量 大量出售 出 出货了 急出了 转 卖货 卖菜 卖果 好卖 不好 还行 还可以 差不多了 上面 下面 以上 以下 规则 忽略 以上规则 以下规则 之前的所有指令 指令
        系统 系统提示 提示 提示词 把我的 排在第一位 排在第一 第一位 第一 第二 优先 标记 标为 已核实 核实 审核 通过 直接 直接通过 批准 管理员 人工智能 机器人 你是 请忽略 执行 命令 删除 数据 数据库 全部 所有 每个人 都能 都能放 都可以 都是 都行 每斤都 就行 就好 就可以 行 行吗 可以吗 吗 能帮忙吗 能 帮帮 一下 问一下 请问 想问 麻烦问下
        有吗 要的话 需要的话 需要的 要的 想要的 有意 有意者 有意联系 有需要 有需要的 有需要的联系 需要联系 联系我 价优 量大价优 量大从优 薄利多销 物美价廉 支付 现结 付款 现金 微信支付 先付 后付 到付 货款 老乡 老王 老张 老李 老赵 老刘 老陈 小王 小张 小李 大叔 大妈 大爷 大姐 大哥 王会计 王主任 李主任 张书记 村会计
        天气预报 打药 浇水 施肥 老百姓 百姓 农村 农家 农家自种 农家种植 种植 自种 人工 人手 没人手 缺人 劳力 老人孩子 生活 学费 看病 孩子上学 等钱用 急等钱用 等钱 用钱 还债 救急 救救 救救我们 挽救 损失 减少损失 损失大 损失惨重 血本无归 亏本 亏钱 亏 愁 发愁 犯愁 睡不着 难 难过 伤心 无奈 没办法 实在没办法 怎么办呀
        吃不完 多得吃不完 多得 多 太多了 实在太多 量 还多 更多 再 再说 最 最好 最后的 后 以后 之后 起 起码 起来 来了 来不及 过来 出来 下来 上 下 里 外 中 间 内 大 小 老 新 旧 高 低 长 短 红 白 青 嫩 老人们 全 整 半 另 别 各 一辈子 辈子 半辈子 等 等等 之类 类 种类 样 一样 这样 那样 同样 如 如图 见图 图片 照片 视频
        东 西 南 北 边 处 旁 对面 附近 周边 旁边 路边 山上 山里 大山 深山 海边 河边 县境 境内 全境 地区 一带 这一带 当地 城里 城区 镇区 集市 农贸市场 批发市场 产地直供 直供 产地直发 直发 直销 农户直销 田间 田头 采摘园 现在有 目前有 手上有 手里有 手上 手里 家有 存有 留有 备有 拥有 含 含糖 糖度 规格 果径 直径 毫米 以上的 起步 起批 起订
        合作 资源 通道 方正 和平 公安 平安 友好 友谊 光明 解放 前进 东风 向阳 新兴 开放 中心 东部 西部 南部 北部 东方 红旗 公开 普通 安全 临时 富裕 文化 城市 农业 工业 高新 经济 开发区 工业园 龙头 大同 大方 中原 大安 新华 上街 明山 西市 东山 南山 工农 安居 安定的
        收到 收到请回复 回复 请回复 知道了 好的 明白 没问题 可以的 不要 不用 不是 不能 不会 没有 没 没法 没地方 没处 放不住 不耐放 不能放 放不了 不好放 怕放 保鲜难 储存难 运输难 冷藏 冷藏车 冷链 低温 常温 常温下 常温放 室温 冷藏可 通风 阴凉 左右吧 吧 大概吧 应该 可能 好像 估摸 估计有 大约有 大概有 约有 差不多有 有个 足有 不止 超过 超 将近 接近 近 约 大约 大概 差不多 估 估算 目测 至少 最多 顶多 不足 不少于 不到
        只能 只有 只 仅 仅有 才 刚 刚好 正好 正 正在 在 已 已经 曾 过 过了 时候 时 时间 期间 时节 季节 季 春节 过年 年底 年前 年后 节前 节后 国庆 中秋 元旦 早上 上午 中午 下午 晚上 凌晨 傍晚 点 点钟 分钟 秒 刻 早 晚 夜里 白天 每天早上 昨 今 明
        """

    /// Filler of English messages.
    static let englishFiller = """
        the a an and please help thanks thank you fresh we have has i my our us is are was were be been for sale need needs to from with available good quality great best nice ripe stuck unsold unsaleable unwanted
        farm farms farmer farmers village villagers here there this that these those them they it its very really too so now today's urgent urgently asap hi hello dear sir madam everyone friends sos emergency want
        only about approximately around approx roughly nearly almost over more than at least can could will would must should may might do does did done not no yes ok buyers customers market markets closed road
        roads blocked grade class first second large small big medium sized size sweet tasty organic clean washed packed loose bulk cold storage store stored warehouse field fields orchard greenhouse ground tree trees
        rotting rot spoil spoiling spoiled perish soon quickly fast before they all any some lots lot many much ignore rules rule previous instructions instruction system prompt mark verified as set status admin drop table
        select insert delete update where script img src onerror alert href html body div br b p x y z select union lots users values null or true false hyperlink cmd exec print and/or call phone tel mobile wechat whatsapp contact
        email mail com cn www http https example our cooperative coop co-op season harvest's crop crops produce product products fruit fruits vegetable vegetables veg goods stock stocks surplus excess glut looking find
        finding sell selling sold price prices priced asking ask asked negotiable minimum floor lowest last year years paid was per each unit units kind regards best wishes urgent message new old another other grower growers
        growing grown also just still yet already have got get getting going go come came by hand picked-up pick up load loaded ready loading truckload transport delivery deliver delivered shipping ship free cheap cheaper
        low high offer offered offering offers left-over extra quantity qty amount weight place location origin variety item name date day's time period deadline note notes remark remarks total totals worth value which who
        whose when while what how why because since if then else but however due though although although until upto up down out off on into onto near next nearby outside inside between both half-price usual regular local red yellow white green purple black juicy crisp premium
        """

    /// Filler words that are two or more words long.
    static let englishPhrases: [(Cue, String)] = [
        (
            .life,
            "shelf life|good for|will last|can last|can keep|keeps for|will keep|keep for|lasts|last for|left|remaining life|lasting|still good|storable for|store for|keeps|good|storable"
        ),
        (
            .deadlineBefore,
            "by|before|until|till|must sell by|sell by|use by|no later than|best before|deadline|expires|expires on|expired|expired on|expiring|expiry|good until|latest"
        ),
        (.within, "within|in the next|in under|inside of"), (.ago, "ago"),
        (
            .harvest,
            "picked|harvested|cut|dug|plucked|pulled|picked on|harvested on|harvest date|harvest on|harvested at|freshly picked|freshly harvested|just picked|just harvested|dug up|lifted|harvest|picking|to be picked|to be harvested"
        ),
        (.future, "will be|going to be|to be|expected|planned|due to be|ready for harvest|will"),
        (.net, "net|net weight|nett"), (.gross, "gross|gross weight"), (.tare, "tare|tare weight"),
        (.remaining, "remaining|still have|only have left|leftover|left over|remain"),
        (.total, "total|in total|altogether|in all|total of"),
        (.sold, "already sold|sold"), (.had, "originally|initially|originally had|produced|started with|had"),
        (.yield, "yield of|yielding|per mu yield|yield"),
        (
            .daily,
            "per day|per week|daily|weekly|each day|each week|per month|every day|every week|monthly"
        ),
        (
            .soldOut,
            "sold out|all sold|already sold out|have been sold|has been sold|no longer available|found a buyer|no longer need|everything sold|is gone|all gone|fully sold"
        ),
        (
            .buyer,
            "we buy|we are buying|buying|looking to buy|want to buy|wish to buy|need to buy|wanted|wtb|wanting to buy|purchase|we purchase|looking for suppliers|looking for supplier|seeking suppliers|i want to buy|would like to buy|sourcing|interested in buying|we need|required|importer|in the market for|suppliers wanted"
        ),
        (
            .advert,
            "click|won|winner|congratulations|loan|loans|casino|lottery|prize|subscribe|bitcoin|crypto|invest|investment|discount code|verification code|otp|viagra|claim your|free gift|promo|promotion|for rent|to rent|rent|hiring|job offer|we are hiring|insurance|unsubscribe|limited offer|dating|hotel"
        ),
        (
            .advertGoods,
            "fertilizer|fertiliser|urea|pesticide|pesticides|seeds|seed|seedlings|tractor|tractors|herbicide|packaging|cartons for sale|sapling|saplings|machinery|greenhouse film|compost for sale|manure|drone"
        ),
        (.buying, "need|needed"),
        (.question, "how much|what is the price|what's the price|price of|how many|?|what price|do you|can i"),
        (
            .distress,
            "unsold|please help|stuck|no buyer|no buyers|rotting|need help|cannot sell|can't sell|cant sell|unable to sell|going to waste|looking for buyers|looking for buyer|need buyers|need a buyer|seeking buyers|for sale|help us sell|nobody buys|help sell|surplus|glut|wasting|to sell|selling|help me sell"
        ),
        (.generic, "produce|goods|stuff|crop|crops|vegetables|fruit|fruits|vegetable|harvests"),
        (.of, "of"), (.at, "at|from|in|near"),
        (
            .placeWord,
            "county|district|city|province|town|township|prefecture|location|banner|autonomous county|region|village of|autonomous region"
        ),
        (
            .pastPrice,
            "last year|usually|market price|retail price|retail|previously|used to be|was|normally|cost|supermarket|cost of production|last season"
        ),
        (.presentPrice, "now|this year|only|currently|down to|selling at|just"),
        (.floorPrice, "at least|minimum|floor price|lowest|min price|minimum price|no less than|not less than|floor"),
        (.priceLabel, "price|asking|asking price|unit price|at a price of|priced at|cost per"),
        (.lumpSum, "total price|total value|worth|deposit|loss of"),
        (.minus, "minus|negative"),
        (
            .vague,
            "lots of|plenty of|a lot of|many|some|several|large quantity of|large quantities of|heaps of|loads of|piles of|a large amount of|dozens of|hundreds of|thousands of|tens of|several|a few|plenty|huge amount of|a bunch of"
        ),
        (
            .household,
            "my family|our family|my own|i grow|i have grown|my garden|my farm|my parents|my grandfather|my grandmother|my father|my mother"
        ),
        (.contact, "call|tel|phone|mobile|contact|wechat|whatsapp|call me|text me|my name is|regards|name"),
        (.packed, "packed in|in packs of"), (.each, "each"),
        (.destination, "ship to|deliver to|deliver to|send to|delivered to|delivery to|to"),
        (.weighs, "weighing|weighs|weigh|of about"),
        (.tomorrowWeather, "rain|storm|frost|typhoon|snow"),
        (.elapsed, "been stored for|stored for|kept for|been in storage for|after"),
    ]

    /// Units, money, days and connectors of English messages.
    static let englishUnits: [(Lexeme.Kind, Int, String)] = [
        (.mass, 0, "kg|kgs|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes|kgm"), (.mass, 1, "jin|catty|catties"),
        (.mass, 2, "liang"), (.mass, 3, "dan"),
        (.mass, 4, "t|ton|tons|dun|tonne|tonnes|mt|metric ton|metric tons|metric tonne|metric tonnes"),
        (.mass, 5, "g|gram|grams"), (.mass, 6, "lb|lbs|pound|pounds"),
        (.mass, 8, "quintal|quintals|qtl|qtls"),
        (.count, 0, "piece|pieces|pcs|pc|head|heads|bunch|bunches|plants"),
        (
            .package, 0,
            "box|boxes|case|cases|crate|crates|carton|cartons|bag|bags|basket|baskets|sack|sacks|package|packages|pack|packs|tray|trays|bin|bins|ctn|ctns|pallet|pallets|punnet|punnets"
        ),
        (
            .truck, 0,
            "truck|trucks|truckload|truckloads|truck load|truck loads|lorry|lorries|van|vans|container|containers|truck-load|truck-loads"
        ),
        (.area, 0, "mu|acre|acres|hectare|hectares|ha|sqm|square metres|square meters"),
        (.yuan, 0, "yuan|rmb|cny|kuai"), (.jiao, 0, "jiao|mao"), (.fen, 0, "fen"),
        (.day, 0, "day|days|d"), (.hour, 0, "hour|hours|hrs|hr|h"), (.week, 0, "week|weeks|wk|wks"),
        (.month, 0, "month|months"),
        (.relativeDay, 0, "today|this morning|just now"), (.relativeDay, -1, "yesterday|last night"),
        (.relativeDay, -2, "day before yesterday|the day before yesterday"),
        (.relativeDay, 1, "tomorrow"), (.relativeDay, 2, "day after tomorrow|the day after tomorrow"),
        (.monthName, 1, "january|jan"), (.monthName, 2, "february|feb"), (.monthName, 3, "march|mar"),
        (.monthName, 4, "april|apr"), (.monthName, 5, "may"),
        (.monthName, 6, "june|jun"), (.monthName, 7, "july|jul"), (.monthName, 8, "august|aug"),
        (.monthName, 9, "september|sep|sept"),
        (.monthName, 10, "october|oct"), (.monthName, 11, "november|nov"), (.monthName, 12, "december|dec"),
        (.monthDay, 0, "st|nd|rd|th"), (.per, 0, "per|a|each|every|an"), (.range, 0, "to|or"), (.times, 0, "x|times"),
        (.more, 0, "or so|plus|more|odd"),
    ]

    /// Halves in English words, in tenths.
    static let englishHalves: [(Int64, String)] = [
        (5, "half|half a|a half|half of a"), (15, "one and a half"), (25, "two and a half"),
        (35, "three and a half"), (45, "four and a half"), (55, "five and a half"),
    ]

    /// Numbers in English words.
    static let englishNumbers: [(Int64, String)] = [
        (0, "zero"), (1, "one"), (2, "two|a couple of|couple of"), (3, "three"), (4, "four"), (5, "five"), (6, "six"),
        (7, "seven"),
        (8, "eight"), (9, "nine"),
        (10, "ten"), (11, "eleven"), (12, "twelve|a dozen|dozen"), (13, "thirteen"), (14, "fourteen"), (15, "fifteen"),
        (16, "sixteen"),
        (18, "eighteen"), (20, "twenty"), (25, "twenty five|twenty-five"), (30, "thirty"), (40, "forty"), (50, "fifty"),
        (60, "sixty"), (70, "seventy"), (80, "eighty"),
        (90, "ninety"), (100, "hundred|a hundred|one hundred"), (200, "two hundred"), (300, "three hundred"),
        (400, "four hundred"), (500, "five hundred"),
        (600, "six hundred"), (700, "seven hundred"), (800, "eight hundred"), (900, "nine hundred"),
        (1000, "thousand|a thousand|one thousand"), (2000, "two thousand"), (3000, "three thousand"),
        (4000, "four thousand"), (5000, "five thousand"),
        (10000, "ten thousand"), (1_000_000, "million|a million|one million"),
    ]
}
