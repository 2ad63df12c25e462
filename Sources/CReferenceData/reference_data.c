#include "reference_data.h"

static const unsigned char adcodes[] = {
#embed "data/adcodes.csv"
};
static const unsigned char streets[] = {
#embed "data/streets.csv"
};
static const unsigned char units[] = {
#embed "data/units.csv"
};
static const unsigned char crops[] = {
#embed "data/crops.csv"
};
static const unsigned char storage_life[] = {
#embed "data/storage_life.csv"
};
static const unsigned char greenpass_catalogue[] = {
#embed "data/greenpass_catalogue.csv"
};
static const unsigned char emission_factors[] = {
#embed "data/emission_factors_defra2025.csv"
};
static const unsigned char price_bounds[] = {
#embed "data/xinfadi_price_bounds_yuan_per_jin.csv"
};
static const unsigned char pinyin[] = {
#embed "data/pinyin.csv"
};
static const unsigned char traditional[] = {
#embed "data/traditional.csv"
};

#define TABLE(name) \
    greenchannel_table greenchannel_##name(void) { return (greenchannel_table){name, sizeof name}; }

TABLE(adcodes)
TABLE(streets)
TABLE(units)
TABLE(crops)
TABLE(storage_life)
TABLE(greenpass_catalogue)
TABLE(emission_factors)
TABLE(price_bounds)
TABLE(pinyin)
TABLE(traditional)
