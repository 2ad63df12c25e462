// The reference tables that ship inside the binary, byte for byte as they stand in `data/`.
// C, because `#embed` puts a file of any size into the program without a cost at compile time or at start.
#ifndef GREENCHANNEL_REFERENCE_DATA_H
#define GREENCHANNEL_REFERENCE_DATA_H
#include <stddef.h>

typedef struct {
    const unsigned char *_Nonnull bytes;
    size_t count;
} greenchannel_table;

greenchannel_table greenchannel_adcodes(void);
greenchannel_table greenchannel_streets(void);
greenchannel_table greenchannel_units(void);
greenchannel_table greenchannel_crops(void);
greenchannel_table greenchannel_storage_life(void);
greenchannel_table greenchannel_greenpass_catalogue(void);
greenchannel_table greenchannel_emission_factors(void);
greenchannel_table greenchannel_price_bounds(void);
greenchannel_table greenchannel_handling_classes(void);
greenchannel_table greenchannel_market_names(void);
greenchannel_table greenchannel_packages(void);
greenchannel_table greenchannel_ambient_celsius(void);
greenchannel_table greenchannel_reference_sources(void);
greenchannel_table greenchannel_other_goods(void);
greenchannel_table greenchannel_sample_offers(void);
greenchannel_table greenchannel_sample_alerts(void);
greenchannel_table greenchannel_pinyin(void);
greenchannel_table greenchannel_traditional(void);

#endif
