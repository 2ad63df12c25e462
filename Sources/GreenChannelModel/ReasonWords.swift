/// What the reason codes of records and journal facts say in plain words, for whoever reads a story.
///
/// Codes are for programs and stand in records, logs and metrics; people are shown these.
public enum ReasonWords {
    /// The same in both languages.
    public typealias Words = (zh: String, en: String)

    /// `nil` for a code that this version does not know.
    public static func words(of code: String) -> Words? { table[code] }

    private static let table: [String: Words] = [
        // Of alerts.
        "UNKNOWN_CROP": ("不认识这个品种", "the crop is not known"),
        "UNKNOWN_PLACE": ("找不到这个地方", "the place is not known"),
        "AMBIGUOUS_PLACE": ("同名的地方不止一个", "several places have this name"),
        "MISSING_CROP": ("没说是什么", "the crop is missing"),
        "MISSING_PLACE": ("没说在哪里", "the place is missing"),
        "MISSING_QUANTITY": ("没说有多少", "the quantity is missing"),
        "MULTIPLE_LOTS": ("一条里说了几样货", "more than one crop in one message"),
        "UNIT_NOT_MASS": ("亩是面积，不是重量", "an area is no weight"),
        "PACKAGE_WEIGHT_UNKNOWN": ("不知道每件多重", "the weight of one package is missing"),
        "NUMBER_INVALID": ("数字不成立", "the number makes no sense"),
        "QUANTITY_IMPLAUSIBLE": ("数量不合常理", "the quantity is not plausible"),
        "PRICE_IMPLAUSIBLE": ("价格不合常理", "the price is not plausible"),
        "PRICE_FLAGGED": ("价格少见", "the price is unusual"),
        "WINDOW_CLOSED": ("已过可售截止", "too late to be eaten"),
        "HARVEST_IN_FUTURE": ("采收日期还没到", "the harvest is still to come"),
        "DUPLICATE": ("重复来信", "the same again"),
        "NOT_AN_ALERT": ("不是滞销信息", "no unsold produce in it"),
        "PAYLOAD_TOO_LARGE": ("内容过长", "too long"),
        "MALFORMED": ("读不懂", "not readable"),
        // Of records that a desk cannot take.
        "UNEXPECTED_TYPE": ("来错了地方", "not a record for this desk"),
        "UNKNOWN_LOT": ("没有这个批次", "no such lot"),
        "UNKNOWN_OFFER": ("没有这个去处，或已撤下", "no such outlet, or withdrawn"),
        "UNKNOWN_BID": ("没有这个竞报", "no such bid"),
        "INVALID_FIELD": ("有一项填得不对", "a field cannot be taken"),
        "HOST_DOUBLE_BOOKED": ("主播这时已有别的档期", "the host has another show at that time"),
        "STOCK_EXCEEDED": ("超过备货", "more than the stock"),
        // Of bids declined.
        "OFFER_CLOSED": ("已截止", "closed already"),
        "CAPACITY_FULL": ("已满", "full"),
        "OUTBID": ("让给了更合适的货", "better bids took the room"),
        "BELOW_MINIMUM": ("不到起收量", "below its minimum"),
        "WINDOW_TOO_SHORT": ("送到时已卖不及", "it could not be sold in time"),
        "CROP_NOT_WANTED": ("不收这个品种", "it does not take this crop"),
        "LOT_ALREADY_PLACED": ("本场已有这批货的坑位", "the lot has a position in this show already"),
        "WITHDRAWN": ("竞报已收回", "the bid was taken back"),
        // Of transport declined.
        "NO_VEHICLE": ("没有车了", "no vehicle is left"),
        "NO_COLD_CHAIN": ("没有冷藏车", "no refrigerated vehicle"),
        "TOO_FAR": ("太远", "too far"),
        "TOO_LATE": ("赶不上", "it would arrive too late"),
        // Of awards taken back.
        "THRESHOLD_MISSED": ("没有成团", "the group buy missed its threshold"),
        "WITHDRAWN_BY_CHANNEL": ("渠道撤下", "the channel withdrew"),
        "SLOT_CANCELLED": ("档期取消", "the show was cancelled"),
        "UNSOLD": ("下播没卖完", "not sold when the show ended"),
        "VEHICLE_WITHDRAWN": ("车辆撤下", "the vehicle was withdrawn"),
        "PARTIAL_PICKUP": ("没装完", "only a part was loaded"),
        "NO_SHOW": ("没来装货", "nothing was loaded"),
        "CORRECTED": ("数量更正", "the lot was corrected"),
        "CANCELLED": ("批次撤销", "the lot was cancelled"),
        "MERGED": ("已并案", "the lot was merged"),
        "OVERRIDDEN": ("专员另有指定", "an operator decided otherwise"),
        "UNVERIFIABLE": ("无法核实", "the lot could not be verified"),
        "NO_TRANSPORT": ("没有车能运", "no vehicle could carry it"),
        "OUTLET_RELEASED": ("去处已退回", "the outlet gave it back"),
        "NOT_NEEDED": ("不再需要", "not needed any more"),
        "NOT_ANSWERED": ("没有回音", "no answer in time"),
        "BELOW_FLOOR": ("低于底价", "below the farmer's floor price"),
        // Rungs of the ladder.
        "PAYING": ("付款的去处", "outlets that pay"),
        "DONATION": ("食物银行", "food banks"),
        "FEED": ("饲料", "feed"),
        "COMPOST": ("堆肥", "compost"),
        // The toll green pass.
        "PASS": ("免费通行", "free of toll"),
        "GREEN_PASS_NOTHING_LOADED": ("没有装货", "nothing is loaded"),
        "GREEN_PASS_RATING_UNKNOWN": ("不知道核定载质量", "the vehicle's rated mass is not known"),
        "GREEN_PASS_EXCLUDED_GOODS": ("有不免费的货", "goods that are never free"),
        "GREEN_PASS_OVERWEIGHT": ("超载", "overweight"),
        "GREEN_PASS_OTHER_PRODUCE": ("其他农产品过两成", "too much produce outside the catalogue"),
        "GREEN_PASS_UNDERFILLED": ("装载不到八成", "less than 80 % full"),
        // Live orders and crates.
        "ORDERED": ("备货内", "from stock"),
        "RESTOCKED": ("补货", "restocked"),
    ]
}
