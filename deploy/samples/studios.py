"""The sample studios: twelve, with five slots each over six days. Hosts are named by role only."""
from . import prices
from .records import DAY, HOUR, KILOGRAM, KILOMETRE, TONNE

# (id, name, place, crops shown)
STUDIOS = [
    ("studio-qingan", "庆安田头直播间", "231224", ["napa_cabbage", "potato", "corn_fresh", "carrot", "onion"]),
    ("studio-shouguang", "寿光大棚直播间", "370783",
     ["tomato", "cucumber", "eggplant", "pepper_sweet", "pepper_hot", "spinach"]),
    ("studio-qixia", "栖霞果园直播间", "370686", ["apple", "pear", "sweet_potato"]),
    ("studio-dangshan", "砀山梨园直播间", "341321", ["pear", "apple", "strawberry", "carrot", "celery"]),
    ("studio-luochuan", "洛川苹果直播间", "610629", ["apple", "pear", "potato", "kiwifruit"]),
    ("studio-meixian", "眉县猕猴桃直播间", "610326", ["kiwifruit", "apple", "watermelon"]),
    ("studio-dingxi", "定西窑洞直播间", "621102", ["potato", "carrot", "apple", "garlic", "onion"]),
    ("studio-zigui", "秭归橙园直播间", "420527", ["orange", "tangerine", "kiwifruit", "radish", "potato"]),
    ("studio-pujiang", "蒲江果园直播间", "510131", ["kiwifruit", "orange", "tangerine", "strawberry", "sweet_potato"]),
    ("studio-yuanmou", "元谋菜地直播间", "532328", ["onion", "tomato", "pepper_hot", "mango", "cabbage", "broccoli"]),
    ("studio-yangshuo", "阳朔果园直播间", "450321", ["tangerine", "orange", "mango", "pineapple"]),
    ("studio-xuwen", "徐闻菠萝直播间", "440825", ["pineapple", "mango", "watermelon", "sweet_potato"]),
]
SLOTS_EACH = 5


def add(file, draw):
    for studio, name, place, crops in STUDIOS:
        for number in range(SLOTS_EACH):
            starts = file.epoch + number * DAY + draw.pick([10, 15, 19, 20]) * HOUR
            ends = starts + draw.pick([1, 2, 2, 3]) * HOUR
            unit_grams = draw.pick([1500, 2500, 5000])
            file.add("slotOffered", {
                "studio": studio,
                "slot": f"{studio}-{number + 1}",
                "name": f"{name}第{number + 1}场",
                "host": f"{studio}-host-{number % 2 + 1}",
                "place": int(place),
                "starts": starts,
                "ends": ends,
                "itemPositions": draw.between(3, 8),
                "stockGramsPerPosition": draw.pick([600, 800, 1200, 2000]) * unit_grams,
                "restockGrams": draw.pick([200, 400, 600]) * unit_grams,
                "unitGrams": unit_grams,
                "prices": prices.at(crops, 1650, draw),
                "reachMetres": draw.pick([250, 300, 400]) * KILOMETRE,
                "minimumGrams": 200 * KILOGRAM,
                "handling": 60,
                "shipBy": ends + 48 * HOUR,
            })
