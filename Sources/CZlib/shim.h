// zlib (https://zlib.net), from the system's package `zlib1g-dev`.
#ifndef GREEN_CHANNEL_ZLIB_H
#define GREEN_CHANNEL_ZLIB_H

#include <zlib.h>

#endif
