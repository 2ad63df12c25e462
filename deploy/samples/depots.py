"""The sample depots and their vehicles: 25 depots, 120 vehicles, a record for each shift over five days."""
from .records import DAY, HOUR, KILOGRAM, KILOMETRE

# (id, name, place)
DEPOTS = [
    ("depot-suihua", "绥化集货场站", "231202"),
    ("depot-harbin", "哈尔滨冷链场站", "230104"),
    ("depot-shenyang", "沈阳沈北场站", "210113"),
    ("depot-changchun", "长春绿园场站", "220106"),
    ("depot-ulanqab", "乌兰察布场站", "150927"),
    ("depot-zhangjiakou", "张北坝上场站", "130722"),
    ("depot-hengshui", "饶阳蔬菜场站", "131124"),
    ("depot-weifang", "寿光蔬菜场站", "370783"),
    ("depot-yantai", "栖霞果品场站", "370686"),
    ("depot-jining", "金乡大蒜场站", "370828"),
    ("depot-suzhou", "砀山果品场站", "341321"),
    ("depot-xuzhou", "邳州集货场站", "320382"),
    ("depot-yancheng", "射阳集货场站", "320924"),
    ("depot-zhoukou", "扶沟蔬菜场站", "411621"),
    ("depot-yanan", "洛川苹果场站", "610629"),
    ("depot-weinan", "大荔集货场站", "610523"),
    ("depot-dingxi", "定西集货场站", "621102"),
    ("depot-yichang", "宜都柑橘场站", "420581"),
    ("depot-changde", "石门柑橘场站", "430726"),
    ("depot-chengdu", "蒲江果品场站", "510131"),
    ("depot-kunming", "嵩明蔬菜场站", "530127"),
    ("depot-chuxiong", "元谋蔬菜场站", "532328"),
    ("depot-guilin", "阳朔果品场站", "450321"),
    ("depot-baise", "田东芒果场站", "451022"),
    ("depot-zhanjiang", "徐闻菠萝场站", "440825"),
]
# The first twenty have five vehicles each, the others four.
VEHICLES = 120

# class of the emission factors, kg rated, refrigerated, km/h, fen/km, fen a shift, reach km, hours a shift, name
TYPES = [
    ("rigid_7.5_17t", 9_000, True, 60, 560, 26_000, 600, 24, "中型冷藏车"),
    ("rigid_over_17t", 15_000, False, 60, 640, 30_000, 800, 36, "重型厢式车"),
    ("artic_3.5_33t", 20_000, True, 65, 860, 42_000, 1500, 60, "冷藏半挂车"),
    ("artic_over_33t", 30_000, False, 65, 920, 46_000, 1500, 60, "高栏半挂车"),
    ("rigid_3.5_7.5t", 3_500, True, 60, 360, 14_000, 300, 14, "轻型冷藏车"),
]


def shift(depot, place, number, kind, starts, label):
    """One shift of one vehicle. The name ends in a plate that no authority would issue."""
    vehicle_class, kilograms, cold, speed, per_km, fixed, reach, hours, name = kind
    return {
        "depot": depot,
        "vehicle": f"{depot}-{number:02}-{label}",
        "name": f"{name} 示{number:05}",
        "place": int(place),
        "ratedGrams": kilograms * KILOGRAM,
        "refrigerated": cold,
        "shiftStarts": starts,
        "shiftEnds": starts + hours * HOUR,
        "kilometresPerHour": speed,
        "fenPerKm": per_km,
        "fixedFen": fixed,
        "vehicleClass": vehicle_class,
        "reachMetres": reach * KILOMETRE,
        "stopMinutes": 30 if kilograms < 10_000 else 45,
    }


def add(file, draw):
    number = 0
    for index, (depot, _, place) in enumerate(DEPOTS):
        for kind in TYPES[: 5 if index < VEHICLES - 4 * len(DEPOTS) else 4]:
            number += 1
            hours = kind[7]
            start = file.epoch + draw.between(4, 8) * HOUR
            # A vehicle that is out longer than a day is offered again when it is back and its drivers have rested.
            for day in range(0, 5, 1 if hours < 24 else 2 if hours < 48 else 3):
                file.add("vehicleOffered", shift(depot, place, number, kind, start + day * DAY, f"d{day + 1}"))
