extension OutletKind {
    /// What people call this kind of outlet; empty for one that is not stated.
    public var words: (zh: String, en: String) {
        switch self {
        case .assistanceZone: ("助农专区", "assistance zone")
        case .groupBuy: ("拼团", "group buy")
        case .c2MPreSale: ("C2M预售", "C2M pre-sale")
        case .offlineDisplay: ("线下展销", "offline display")
        case .communityGroupBuy: ("社区团购", "community group buy")
        case .institutionalCanteen: ("食堂", "canteen")
        case .processor: ("加工企业", "processor")
        case .foodBank: ("食物银行", "food bank")
        case .feed: ("饲料", "feed")
        case .compost: ("堆肥", "compost")
        case .liveSlot: ("直播档期", "live slot")
        case .vehicles: ("车队", "vehicles")
        case .outletUnspecified, .UNRECOGNIZED: ("", "")
        }
    }
}
