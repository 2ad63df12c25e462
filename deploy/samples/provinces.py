"""Provinces by the short names in which markets write where produce is from."""

# Abbreviations and plain names, two digits of GB/T 2260 each.
NAMES = {
    "京": "11", "北京": "11", "津": "12", "天津": "12", "冀": "13", "河北": "13", "晋": "14", "山西": "14",
    "蒙": "15", "内蒙": "15", "内蒙古": "15", "辽": "21", "辽宁": "21", "吉": "22", "吉林": "22", "黑": "23",
    "黑龙江": "23", "沪": "31", "上海": "31", "苏": "32", "江苏": "32", "浙": "33", "浙江": "33", "皖": "34",
    "徽": "34", "安徽": "34", "闽": "35", "福建": "35", "赣": "36", "江西": "36", "鲁": "37", "山东": "37",
    "豫": "41", "河南": "41", "鄂": "42", "湖北": "42", "湘": "43", "湖南": "43", "粤": "44", "广东": "44",
    "桂": "45", "广西": "45", "琼": "46", "海南": "46", "渝": "50", "重庆": "50", "川": "51", "四川": "51",
    "贵": "52", "贵州": "52", "黔": "52", "云": "53", "云南": "53", "滇": "53", "藏": "54", "西藏": "54",
    "陕": "61", "陕西": "61", "甘": "62", "甘肃": "62", "陇": "62", "青": "63", "青海": "63", "宁": "64",
    "宁夏": "64", "新": "65", "新疆": "65",
}
_LONGEST = max(map(len, NAMES))


def read(origin):
    """Two-digit codes in the order written, longest name first; empty where anything else stands in the text."""
    origin = "".join(character for character in origin if character not in "\\/、,，; ")
    codes, start = [], 0
    while start < len(origin):
        for length in range(_LONGEST, 0, -1):
            code = NAMES.get(origin[start:start + length])
            if code:
                break
        else:
            return []
        codes.append(code)
        start += length
    return list(dict.fromkeys(codes))
