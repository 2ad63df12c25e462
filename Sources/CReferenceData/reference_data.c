#include "reference_data.h"

// Every compiler that Swift 6 comes with knows #embed; the language standard only names it from C23 on.
#pragma clang diagnostic ignored "-Wc23-extensions"

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
static const unsigned char handling_classes[] = {
#embed "data/handling_classes.csv"
};
static const unsigned char market_names[] = {
#embed "data/market_names.csv"
};
static const unsigned char packages[] = {
#embed "data/packages.csv"
};
static const unsigned char ambient_celsius[] = {
#embed "data/ambient_celsius.csv"
};
static const unsigned char reference_sources[] = {
#embed "data/reference_sources.csv"
};
static const unsigned char other_goods[] = {
#embed "data/other_goods.csv"
};
static const unsigned char sample_offers[] = {
#embed "data/sample_offers.jsonl"
};
static const unsigned char sample_alerts[] = {
#embed "data/sample_alerts.jsonl"
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
TABLE(handling_classes)
TABLE(market_names)
TABLE(packages)
TABLE(ambient_celsius)
TABLE(reference_sources)
TABLE(other_goods)
TABLE(sample_offers)
TABLE(sample_alerts)
TABLE(pinyin)
TABLE(traditional)
