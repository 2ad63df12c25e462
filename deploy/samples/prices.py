"""Wholesale prices of the mainstream crops, fen per kilogram, by id of crops.csv.

From the medians of both periods of xinfadi_price_bounds_yuan_per_jin.csv, rounded; set by hand where it has no row of
that name (oranges, strawberries, mangoes, watermelons). What an outlet pays is a share of it, in per mille.
"""

WHOLESALE = {
    "napa_cabbage": 180, "cabbage": 220, "potato": 170, "sweet_potato": 280, "tomato": 410, "carrot": 160,
    "radish": 140, "onion": 190, "scallion": 310, "garlic": 600, "celery": 320, "spinach": 600, "cucumber": 510,
    "eggplant": 370, "pepper_hot": 370, "pepper_sweet": 330, "broccoli": 530, "cauliflower": 460, "shiitake": 780,
    "apple": 450, "pear": 320, "kiwifruit": 480, "pineapple": 450, "orange": 480, "tangerine": 340,
    "strawberry": 1500, "mango": 800, "watermelon": 220, "corn_fresh": 300,
}

VEGETABLES = [
    "napa_cabbage", "cabbage", "potato", "tomato", "carrot", "radish", "onion", "scallion", "garlic", "celery",
    "spinach", "cucumber", "eggplant", "pepper_hot", "pepper_sweet", "broccoli", "cauliflower", "shiitake",
    "sweet_potato", "corn_fresh",
]
FRUIT = [
    "apple", "pear", "kiwifruit", "pineapple", "orange", "tangerine", "strawberry", "mango", "watermelon",
]
ALL = VEGETABLES + FRUIT


def at(crops, per_mille, draw):
    """Prices at that share of wholesale, each up to 6 % off by chance, in whole 2 fen (1 fen a jin)."""
    prices = []
    for crop in crops:
        share = per_mille * (0.94 + 0.12 * draw.share()) / 1000
        prices.append({"crop": crop, "price": max(2, int(WHOLESALE[crop] * share / 2) * 2)})
    return prices


def any_crop(price):
    return {"crop": "", "price": price}
