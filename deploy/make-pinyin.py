#!/usr/bin/env python3
"""Writes Sources/CReferenceData/data/pinyin.csv: how provinces, prefectures and counties are spelt in Latin letters.

    pip install pypinyin==0.55.0 && deploy/make-pinyin.py

Input: adcodes.csv. Readings: PyPI pypinyin 0.55.0 (MIT), which knows words; the place readings that it gets wrong stand
in READINGS, and names that are romanised from Mongolian, Tibetan or Uyghur, or by custom, in CUSTOM. One row a place:
its six-digit code and its spellings without county, city or province, joined by `|`.
"""
import csv, re
from pathlib import Path
from pypinyin import lazy_pinyin

DATA = Path(__file__).resolve().parent.parent / "Sources/CReferenceData/data"
ETHNIC = """蒙古族 蒙古 回族 藏族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 哈萨克 傣族 黎族 傈僳族
佤族 畲族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯 普米族 塔吉克 怒族
鄂温克族 保安族 裕固族 独龙族 各族""".split()
READINGS = {  # a root, and its syllables
    "乐亭": "lao ting", "乐清": "yue qing", "乐昌": "le chang", "乐安": "le an", "乐东": "le dong", "重庆": "chong qing",
    "厦门": "xia men", "蚌埠": "beng bu", "六安": "lu an", "六合": "lu he", "大城": "dai cheng", "长治": "chang zhi",
    "长子": "zhang zi", "都昌": "du chang", "单县": "shan", "莘": "shen", "单": "shan", "蔚": "yu", "浚": "xun",
    "郏": "jia", "盂": "yu", "隰": "xi", "歙": "she", "黟": "yi", "砀山": "dang shan", "涡阳": "guo yang", "亳州": "bo zhou",
    "枞阳": "zong yang", "铅山": "yan shan", "弋阳": "yi yang", "婺源": "wu yuan", "番禺": "pan yu", "东阿": "dong e",
    "莒": "ju", "莒南": "ju nan", "费": "fei", "冠": "guan", "茌平": "chi ping", "临朐": "lin qu", "郯城": "tan cheng",
    "郓城": "yun cheng", "鄄城": "juan cheng", "尉氏": "wei shi", "尉犁": "yu li", "泌阳": "bi yang", "中牟": "zhong mu",
    "荥阳": "xing yang", "荥经": "ying jing", "渑池": "mian chi", "洪洞": "hong tong", "繁峙": "fan shi", "稷山": "ji shan",
    "解州": "hai zhou", "阳曲": "yang qu", "曲阜": "qu fu", "曲阳": "qu yang", "曲江": "qu jiang", "曲周": "qu zhou",
    "什邡": "shi fang", "犍为": "qian wei", "珙": "gong", "筠连": "jun lian", "郫": "pi", "邛崃": "qiong lai", "朝阳": "chao yang",
    "会泽": "hui ze", "会理": "hui li", "会昌": "hui chang", "会东": "hui dong", "会宁": "hui ning", "会同": "hui tong",
    "会稽": "kuai ji", "台州": "tai zhou", "天台": "tian tai", "丽水": "li shui", "嵊州": "sheng zhou", "鄞州": "yin zhou",
    "象山": "xiang shan", "宿州": "su zhou", "宿迁": "su qian", "宿松": "su song", "沛": "pei", "邳州": "pi zhou", "睢宁": "sui ning",
    "睢": "sui", "盱眙": "xu yi", "甪直": "lu zhi", "溧阳": "li yang", "句容": "ju rong", "任": "ren", "任丘": "ren qiu", "井陉": "jing xing",
    "获鹿": "huo lu", "蠡": "li", "涿州": "zhuo zhou", "涿鹿": "zhuo lu", "藁城": "gao cheng", "行唐": "xing tang", "万全": "wan quan",
    "麻栗坡": "ma li po", "勐腊": "meng la", "勐海": "meng hai", "漾濞": "yang bi", "华坪": "hua ping", "华阴": "hua yin",
    "柞水": "zha shui", "吴堡": "wu bu", "彬": "bin", "户": "hu", "耀州": "yao zhou", "岷": "min", "宕昌": "tan chang",
    "西峡": "xi xia", "化隆": "hua long", "同仁": "tong ren", "互助": "hu zhu", "大通": "da tong", "阿克苏": "a ke su",
    "长白": "chang bai", "桦甸": "hua dian", "珲春": "hun chun", "洮南": "tao nan", "双辽": "shuang liao", "巴彦": "ba yan",
    "长沙": "chang sha", "长宁": "chang ning", "长丰": "chang feng", "长垣": "chang yuan", "都江堰": "du jiang yan", "都匀": "du yun",
    "红原": "hong yuan", "大荔": "da li", "大埔": "da bu", "黄陂": "huang pi", "监利": "jian li", "郧西": "yun xi", "秭归": "zi gui",
    "蕲春": "qi chun", "耒阳": "lei yang", "郴州": "chen zhou", "汝城": "ru cheng", "泸溪": "lu xi", "芷江": "zhi jiang", "攸": "you",
    "澧": "li", "枝江": "zhi jiang", "儋州": "dan zhou", "吴川": "wu chuan", "东莞": "dong guan", "徐闻": "xu wen", "洪雅": "hong ya",
    "新都": "xin du", "高要": "gao yao", "且末": "qie mo", "叶": "ye", "峄城": "yi cheng", "兖州": "yan zhou", "牟平": "mu ping",
    "阿城": "a cheng", "柏乡": "bai xiang", "柘城": "zhe cheng", "氾水": "si shui", "肥乡": "fei xiang", "藤": "teng", "覃塘": "qin tang",
    "石柱": "shi zhu", "酉阳": "you yang", "綦江": "qi jiang", "涪陵": "fu ling", "北碚": "bei bei", "巫山": "wu shan", "万州": "wan zhou",
    "黄埔": "huang pu", "瑞安": "rui an", "藁": "gao", "令": "ling", "吉隆": "ji long", "仙居": "xian ju", "宁蒗": "ning lang",
    "景谷": "jing gu", "江孜": "jiang zi", "岢岚": "ke lan", "忻州": "xin zhou", "参": "shen", "大足": "da zu", "隆尧": "long yao",
    "赵": "zhao", "栾城": "luan cheng", "枣强": "zao qiang", "夏邑": "xia yi", "虞城": "yu cheng", "鹿邑": "lu yi", "新蔡": "xin cai",
}
CUSTOM = {  # a code, and spellings beside the syllables
    "150000": ["neimenggu", "inner mongolia", "nei mongol"], "540000": ["xizang", "tibet"], "610000": ["shaanxi"],
    "810000": ["hong kong", "xianggang"], "820000": ["macau", "macao", "aomen"], "710000": ["taiwan"],
    "650000": ["xinjiang"], "150100": ["hohhot"], "150200": ["baotou"], "150600": ["ordos"], "150700": ["hulunbuir"],
    "150800": ["bayannur"], "150900": ["ulanqab"], "230100": ["harbin"], "230200": ["qiqihar"], "650100": ["urumqi"],
    "650200": ["karamay"], "650400": ["turpan", "turfan"], "650500": ["hami", "kumul"], "652300": ["changji"],
    "652800": ["bayingolin"], "652900": ["aksu"], "653100": ["kashgar", "kashi"], "653200": ["hotan", "hetian"],
    "654000": ["ili", "yili"], "652801": ["korla"], "540100": ["lhasa"], "540200": ["shigatse", "xigaze"], "610100": ["xi'an"],
}
SUFFIXES = ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "新区", "矿区", "林区", "省", "市", "县", "区", "旗", "盟"]


def root(name):
    for s in SUFFIXES:
        if name.endswith(s) and len(name) > len(s):
            bare = name[: -len(s)]
            break
    else:
        return name
    changed = s.startswith("自治")
    while changed:
        changed = False
        for e in sorted(ETHNIC, key=len, reverse=True):
            if bare.endswith(e) and len(bare) > len(e) + 1:  # 内蒙古 is whole
                bare, changed = bare[: -len(e)], True
                break
    if s.startswith("自治") and len(bare) > 2 and bare.endswith("族"):
        bare = bare[:-1]
    return bare


def spellings(code, name):
    bare = root(name)
    syllables = READINGS[bare].split() if bare in READINGS else lazy_pinyin(bare)
    joined = "".join(syllables).lower()
    if not re.fullmatch(r"[a-zü]+", joined):
        return []
    out = []
    if code not in ("610000", "540000", "650000"):
        out += [joined.replace("ü", "v"), joined.replace("ü", "u"), joined.replace("ü", "yu")]
    out += [s.replace("'", "") for s in CUSTOM.get(code, [])]
    return list(dict.fromkeys(out))


rows = []
for r in csv.DictReader(open(DATA / "adcodes.csv", encoding="utf-8")):
    code = r["adcode"][:6]
    if r["name"] in ("市辖区", "县", "城区", "郊区", "矿区", "东区", "西区") or "直辖县级" in r["name"]:
        continue
    s = spellings(code, r["name"])
    if s:
        rows.append((code, "|".join(s)))
with open(DATA / "pinyin.csv", "w", encoding="utf-8", newline="\n") as f:
    f.write("adcode,pinyin\n")
    f.writelines(f"{c},{p}\n" for c, p in sorted(rows))
print(f"{len(rows)} places")
