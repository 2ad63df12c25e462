#include "reference_data.h"

// `#embed` is C23. Compilers that build Swift have it in every language mode and only remark that it is newer.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char adcodes[] = {
#embed "data/adcodes.csv"
};
static const unsigned char streets[] = {
#embed "data/streets.csv"
};
static const unsigned char sample_offers[] = {
#embed "data/sample_offers.jsonl"
};
static const unsigned char sample_alerts[] = {
#embed "data/sample_alerts.jsonl"
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

#define TABLE(name) \
    greenchannel_table greenchannel_##name(void) { return (greenchannel_table){name, sizeof name}; }

TABLE(adcodes)
TABLE(streets)
TABLE(sample_offers)
TABLE(sample_alerts)
TABLE(units)
TABLE(crops)
TABLE(storage_life)
TABLE(greenpass_catalogue)
TABLE(emission_factors)
TABLE(price_bounds)
