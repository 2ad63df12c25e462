// librdkafka (https://github.com/confluentinc/librdkafka), 2.0.2 or later, from the system's package `librdkafka-dev`.
#ifndef GREEN_CHANNEL_LIBRDKAFKA_H
#define GREEN_CHANNEL_LIBRDKAFKA_H

#include <stdint.h>
#include <time.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

// `rd_kafka_mock_push_request_errors` takes a variable number of arguments, which Swift cannot call: its array form can be.
// The call for one broker has none.
static inline rd_kafka_resp_err_t green_channel_mock_push_error(
    rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t request, rd_kafka_resp_err_t error) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, request, 1, error, 0);
}

// Posts one record, copied, to a stated partition. The variadic call and the array of tagged unions that librdkafka has
// instead are slow or impossible to fill from Swift. Takes the headers over when it succeeds, and only then.
static inline rd_kafka_resp_err_t green_channel_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, int64_t timestamp_ms,
    const void *key, size_t key_size, const void *value, size_t value_size,
    rd_kafka_headers_t *headers, void *opaque) {
    rd_kafka_vu_t parts[8];
    size_t count = 0;
    parts[count].vtype = RD_KAFKA_VTYPE_RKT;
    parts[count++].u.rkt = topic;
    parts[count].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[count++].u.i32 = partition;
    parts[count].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[count++].u.i = RD_KAFKA_MSG_F_COPY;
    parts[count].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    parts[count++].u.i64 = timestamp_ms;
    parts[count].vtype = RD_KAFKA_VTYPE_KEY;
    parts[count].u.mem.ptr = (void *)key;
    parts[count++].u.mem.size = key_size;
    parts[count].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[count].u.mem.ptr = (void *)value;
    parts[count++].u.mem.size = value_size;
    parts[count].vtype = RD_KAFKA_VTYPE_OPAQUE;
    parts[count++].u.ptr = opaque;
    if (headers) {
        parts[count].vtype = RD_KAFKA_VTYPE_HEADERS;
        parts[count++].u.headers = headers;
    }
    rd_kafka_error_t *error = rd_kafka_produceva(client, parts, count);
    if (!error)
        return RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    return code;
}

/// The machine's time of day, in milliseconds since 1970.
static inline int64_t green_channel_time_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

#endif
