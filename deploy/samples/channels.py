"""The sample promotion channels: real places, invented operators, one table row a channel."""
from . import prices
from .records import DAY, HOUR, KILOGRAM, KILOMETRE, MINUTE, TONNE

# What every channel of a kind has in common: share of wholesale that it pays (per mille), tonnes a day, reach in km,
# least lot in kg, handling in fen per kg, hours from arrival to sale.
KINDS = {
    "ASSISTANCE_ZONE": dict(pays=1180, tonnes=24, reach=1500, least=500, handling=24, sale=24),
    "GROUP_BUY": dict(pays=1350, tonnes=12, reach=900, least=500, handling=30, sale=24),
    "C2M_PRE_SALE": dict(pays=1260, tonnes=20, reach=600, least=1000, handling=28, sale=36),
    "OFFLINE_DISPLAY": dict(pays=1120, tonnes=5, reach=900, least=200, handling=16, sale=10),
    "COMMUNITY_GROUP_BUY": dict(pays=1240, tonnes=9, reach=700, least=200, handling=26, sale=14),
    "INSTITUTIONAL_CANTEEN": dict(pays=980, tonnes=5, reach=500, least=200, handling=8, sale=12),
    "PROCESSOR": dict(pays=470, tonnes=60, reach=600, least=3000, handling=4, sale=12),
    "FOOD_BANK": dict(pays=0, tonnes=3, reach=600, least=100, handling=0, sale=6),
    "FEED": dict(pays=0, tonnes=30, reach=450, least=500, handling=0, sale=0),
    "COMPOST": dict(pays=0, tonnes=60, reach=450, least=500, handling=0, sale=0),
}

NORTH = prices.VEGETABLES + ["apple", "pear", "strawberry", "watermelon"]

# (kind, id, name, place, crops wanted)
CHANNELS = [
    ("ASSISTANCE_ZONE", "zone-longjiang", "龙江助农专区", "230102", NORTH),
    ("ASSISTANCE_ZONE", "zone-jingjinji", "京津冀助农专区", "110106", prices.ALL),
    ("ASSISTANCE_ZONE", "zone-qilu", "齐鲁助农专区", "370112", prices.ALL),
    ("ASSISTANCE_ZONE", "zone-qinlong", "秦陇助农专区", "610112", prices.ALL),
    ("ASSISTANCE_ZONE", "zone-bashu", "巴蜀助农专区", "510114", prices.ALL),
    ("ASSISTANCE_ZONE", "zone-lingnan", "岭南助农专区", "440111", prices.ALL),
    ("COMMUNITY_GROUP_BUY", "community-bingcheng", "冰城团长社区团购", "230110", NORTH),
    ("COMMUNITY_GROUP_BUY", "community-shenyang", "沈阳于洪社区团购", "210114", NORTH),
    ("COMMUNITY_GROUP_BUY", "community-beijing", "北京朝阳社区团购", "110105", prices.ALL),
    ("COMMUNITY_GROUP_BUY", "community-zhengzhou", "郑州金水社区团购", "410105", prices.ALL),
    ("COMMUNITY_GROUP_BUY", "community-wuhan", "武汉江岸社区团购", "420102", prices.ALL),
    ("COMMUNITY_GROUP_BUY", "community-changsha", "长沙雨花社区团购", "430111", prices.ALL),
    ("COMMUNITY_GROUP_BUY", "community-hangzhou", "杭州余杭社区团购", "330110", prices.ALL),
    ("COMMUNITY_GROUP_BUY", "community-kunming", "昆明官渡社区团购", "530111", prices.ALL),
    ("OFFLINE_DISPLAY", "display-harbin", "哈尔滨道里农产品展销", "230102", NORTH),
    ("OFFLINE_DISPLAY", "display-tianjin", "天津西青线下展销", "120111", prices.ALL),
    ("OFFLINE_DISPLAY", "display-nanjing", "南京江宁助农集市", "320115", prices.ALL),
    ("OFFLINE_DISPLAY", "display-shanghai", "上海浦东产销对接展", "310115", prices.ALL),
    ("OFFLINE_DISPLAY", "display-chengdu", "成都武侯助农集市", "510107", prices.ALL),
    ("INSTITUTIONAL_CANTEEN", "canteen-harbin", "哈尔滨高校食堂联采", "230110", prices.VEGETABLES),
    ("INSTITUTIONAL_CANTEEN", "canteen-changchun", "长春企业食堂联采", "220104", prices.VEGETABLES),
    ("INSTITUTIONAL_CANTEEN", "canteen-hohhot", "呼和浩特机关食堂联采", "150105", prices.VEGETABLES),
    ("INSTITUTIONAL_CANTEEN", "canteen-xian", "西安高校食堂联采", "610113", prices.VEGETABLES + ["apple", "pear"]),
    ("INSTITUTIONAL_CANTEEN", "canteen-lanzhou", "兰州高校食堂联采", "620103", prices.VEGETABLES + ["apple"]),
    ("INSTITUTIONAL_CANTEEN", "canteen-hefei", "合肥学校营养餐", "340122", prices.VEGETABLES + ["pear", "orange"]),
    ("INSTITUTIONAL_CANTEEN", "canteen-nanning", "南宁学校营养餐", "450102", prices.VEGETABLES + ["tangerine"]),
    ("PROCESSOR", "processor-suihua", "绥化酸菜加工厂", "231202", ["napa_cabbage", "cabbage", "radish"]),
    ("PROCESSOR", "processor-dingxi", "定西马铃薯加工厂", "621102", ["potato", "carrot", "onion"]),
    ("PROCESSOR", "processor-shouguang", "寿光脱水蔬菜厂", "370783",
     ["onion", "carrot", "garlic", "scallion", "tomato", "pepper_hot", "pepper_sweet", "broccoli", "cauliflower"]),
    ("PROCESSOR", "processor-dangshan", "砀山果汁厂", "341321", ["pear", "apple", "strawberry", "carrot"]),
    ("PROCESSOR", "processor-zhanjiang", "湛江水果罐头厂", "440825",
     ["pineapple", "mango", "orange", "tangerine", "watermelon"]),
    ("PROCESSOR", "processor-yuxi", "玉溪速冻蔬菜厂", "530423",
     ["cabbage", "broccoli", "cauliflower", "onion", "celery", "potato"]),
    ("PROCESSOR", "processor-fuling", "涪陵酱菜加工厂", "500102", ["radish", "pepper_hot", "cabbage", "sweet_potato"]),
    ("FOOD_BANK", "foodbank-harbin", "哈尔滨食物银行", "230104", None),
    ("FOOD_BANK", "foodbank-beijing", "北京大兴食物银行", "110115", None),
    ("FOOD_BANK", "foodbank-jinan", "济南食物银行", "370112", None),
    ("FOOD_BANK", "foodbank-xian", "西安食物银行", "610116", None),
    ("FOOD_BANK", "foodbank-chengdu", "成都食物银行", "510114", None),
    ("FOOD_BANK", "foodbank-changsha", "长沙食物银行", "430104", None),
    ("FOOD_BANK", "foodbank-guangzhou", "广州食物银行", "440111", None),
    ("FOOD_BANK", "foodbank-shenyang", "沈阳食物银行", "210114", None),
    ("FOOD_BANK", "foodbank-kunming", "昆明食物银行", "530111", None),
    ("FOOD_BANK", "foodbank-nanning", "南宁食物银行", "450102", None),
    ("FEED", "feed-suihua", "绥化青贮饲料站", "231202", None),
    ("FEED", "feed-zhangjiakou", "张北养殖饲料站", "130722", None),
    ("FEED", "feed-xuzhou", "徐州养殖饲料站", "320322", None),
    ("FEED", "feed-dingxi", "定西养殖饲料站", "621102", None),
    ("FEED", "feed-mianyang", "三台养殖饲料站", "510722", None),
    ("FEED", "feed-kunming", "嵩明养殖饲料站", "530127", None),
    ("FEED", "feed-hunan", "石门养殖饲料站", "430726", None),
    ("FEED", "feed-guangxi", "南宁养殖饲料站", "450107", None),
    ("FEED", "feed-xinmin", "新民养殖饲料站", "210181", None),
    ("FEED", "feed-yantai", "栖霞养殖饲料站", "370686", None),
    ("FEED", "feed-weinan", "大荔养殖饲料站", "610523", None),
    ("FEED", "feed-ganzhou", "信丰养殖饲料站", "360722", None),
    ("COMPOST", "compost-suihua", "绥化有机肥场", "231224", None),
    ("COMPOST", "compost-langfang", "永清有机肥场", "131023", None),
    ("COMPOST", "compost-zhoukou", "扶沟有机肥场", "411621", None),
    ("COMPOST", "compost-yanan", "洛川有机肥场", "610629", None),
    ("COMPOST", "compost-chengdu", "蒲江有机肥场", "510131", None),
    ("COMPOST", "compost-chuxiong", "元谋有机肥场", "532328", None),
    ("COMPOST", "compost-yichang", "宜都有机肥场", "420581", None),
    ("COMPOST", "compost-guangxi", "田东有机肥场", "451022", None),
    ("COMPOST", "compost-xinmin", "新民有机肥场", "210181", None),
    ("COMPOST", "compost-wuchuan", "武川有机肥场", "150125", None),
    ("COMPOST", "compost-yancheng", "射阳有机肥场", "320924", None),
    ("COMPOST", "compost-ganzhou", "信丰有机肥场", "360722", None),
    ("COMPOST", "compost-zhanjiang", "徐闻有机肥场", "440825", None),
]

# Group buys and pre-sales: id, kind, name, place, crop, threshold in units, unit in grams, hours to the deadline, and
# the orders as (minutes after the epoch, running total). `carrot-xiaoxian` misses its threshold by 40 units.
GATHERINGS = [
    ("GROUP_BUY", "groupbuy-carrot-xiaoxian", "萧县胡萝卜拼团", "340122", "carrot", 2000, 2500, 48,
     [(5, 420), (60, 900), (360, 1310), (1440, 1700), (2700, 1960)]),
    ("GROUP_BUY", "groupbuy-cabbage-qingan", "庆安白菜拼团", "230102", "napa_cabbage", 1200, 5000, 36,
     [(2, 380), (45, 800), (120, 1260), (480, 1900), (1500, 2600)]),
    ("GROUP_BUY", "groupbuy-orange-zigui", "秭归脐橙拼团", "420102", "orange", 1500, 5000, 60,
     [(4, 510), (90, 1120), (240, 1650), (960, 2400), (2880, 3600)]),
    ("GROUP_BUY", "groupbuy-strawberry-changfeng", "长丰草莓拼团", "320115", "strawberry", 800, 1500, 30,
     [(6, 150), (120, 330), (900, 520)]),
    ("GROUP_BUY", "groupbuy-potato-dingxi", "定西土豆拼团", "610112", "potato", 2400, 5000, 48,
     [(3, 700), (75, 1500), (300, 2450), (1200, 4000)]),
    ("C2M_PRE_SALE", "presale-apple-luochuan", "拼基地·洛川苹果预售", "610112", "apple", 3000, 5000, 72,
     [(10, 900), (180, 1900), (720, 3050), (2160, 5200), (4000, 6400)]),
    ("C2M_PRE_SALE", "presale-pineapple-xuwen", "拼基地·徐闻菠萝预售", "440111", "pineapple", 2500, 4000, 54,
     [(8, 1100), (100, 2300), (400, 3300), (2000, 4800)]),
    ("C2M_PRE_SALE", "presale-garlic-jinxiang", "拼工厂·金乡大蒜预售", "370112", "garlic", 4000, 2500, 60,
     [(12, 300), (600, 1200), (3000, 2100)]),
    ("C2M_PRE_SALE", "presale-tangerine-yangshuo", "拼基地·阳朔砂糖桔预售", "450102", "tangerine", 2000, 5000, 48,
     [(7, 800), (60, 1400), (240, 2200), (1000, 3500)]),
]


def add(file, draw):
    for kind, channel, name, place, crops in CHANNELS:
        terms = KINDS[kind]
        if kind == "FEED":
            paid = [prices.any_crop(draw.between(4, 10))]
        elif crops is None:
            paid = [prices.any_crop(0)]
        else:
            paid = prices.at(crops, terms["pays"], draw)
            if kind == "INSTITUTIONAL_CANTEEN":
                paid.append(prices.any_crop(120))
        tonnes = terms["tonnes"] * draw.between(80, 140) / 100
        file.add("channelOffered", {
            "channel": channel,
            "name": name,
            "kind": kind,
            "place": int(place),
            "prices": paid,
            "reachMetres": terms["reach"] * KILOMETRE,
            "minimumGrams": terms["least"] * KILOGRAM,
            "gramsPerDay": int(tonnes * 2) * (TONNE // 2),
            "opens": file.epoch,
            "closes": file.epoch + draw.between(6, 10) * DAY,
            "handling": terms["handling"],
            "needsTransport": True,
            "saleDelayMilliseconds": terms["sale"] * HOUR,
        })
    for kind, channel, name, place, crop, threshold, unit_grams, hours, orders in GATHERINGS:
        terms = KINDS[kind]
        file.add("channelOffered", {
            "channel": channel,
            "name": name,
            "kind": kind,
            "place": int(place),
            "prices": prices.at([crop], terms["pays"], draw),
            "reachMetres": terms["reach"] * KILOMETRE,
            "minimumGrams": terms["least"] * KILOGRAM,
            "gramsPerDay": terms["tonnes"] * TONNE,
            "opens": file.epoch,
            "closes": file.epoch + hours * HOUR + 3 * DAY,
            "handling": terms["handling"],
            "needsTransport": True,
            "saleDelayMilliseconds": terms["sale"] * HOUR,
            "thresholdUnits": threshold,
            "unitGrams": unit_grams,
            "deadline": file.epoch + hours * HOUR,
        })
        for minutes, units in orders:
            file.add("ordersReported", {"channel": channel, "units": units}, at=file.epoch + minutes * MINUTE)
