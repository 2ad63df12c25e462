#!/usr/bin/env python3
"""Posts an alert to the channel from outside of it: an example of a producer in any language.

  pip install --require-hashes -r deploy/requirements-post-alert.txt
  deploy/post-alert.py --bootstrap h1:9092 --sender 13800000000 --sender-key FILE "白菜 12吨 庆安县 还能放5天 0.8元/斤"
  deploy/post-alert.py --bootstrap h1:9092 --sender 13800000000 --sender-key FILE --format protobuf \\
      --field crop=白菜 --field quantity=12吨 --field place=庆安县 --field daysLeft=5

What a record must be, whatever writes it:

- topic `greenchannel.alerts`; the value one UnsoldAlert of Sources/GreenChannelModel/Proto/greenchannel.proto, as proto3
  JSON (`application/json`) or in Protocol Buffers' binary form (`application/protobuf`);
- key: the keyed hash of the sender, never the phone number itself, so that alerts of one sender stay in order and no key
  is personal data. All that post to one channel share the secret: the file that `greenchannel` makes at its first use;
- headers: CloudEvents in Kafka's binary mode, `ce_id` unique for its `ce_source`;
- the partition is murmur2 of the key, as Java's client has it: librdkafka's default is another.

Prints one JSON line for each record: where it went. With --dry-run it prints the record instead and needs no broker, nor
anything to be installed.
"""
import argparse
import base64
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import sys
import time
import uuid

TOPIC = "alerts"
EVENT_TYPE = "greenchannel.v1.UnsoldAlert"
MEDIA_TYPES = {"json": "application/json", "protobuf": "application/protobuf"}

# Fields of UnsoldAlert by their names in proto3 JSON. All are strings, so that their binary form is simple enough to be
# written here; a program of your own will rather use what protoc makes of the .proto file.
FIELDS = {
    "text": 1,
    "crop": 2,
    "quantity": 3,
    "unit": 4,
    "packageWeight": 5,
    "place": 6,
    "daysLeft": 7,
    "price": 8,
    "harvestedOn": 9,
    "sellBy": 10,
    "senderCounty": 11,
    "origin": 12,
    "priceUnit": 13,
}


def sender_key(sender, secret):
    """The first 128 bits of HMAC-SHA-256, in hexadecimal. Spaces and dashes do not matter, nor +86."""
    plain = "".join(letter for letter in sender if not letter.isspace() and letter != "-").removeprefix("+86")
    return hmac.new(secret, plain.encode(), hashlib.sha256).hexdigest()[:32]


def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def encoded(alert, form):
    """The value of a record. `alert` maps names of FIELDS to strings."""
    unknown = sorted(set(alert) - set(FIELDS))
    if unknown:
        raise ValueError(f"an alert has no field {unknown[0]!r}: it has {', '.join(FIELDS)}")
    if form == "json":
        return json.dumps(alert, ensure_ascii=False, separators=(",", ":")).encode()
    value = b""
    for name, number in FIELDS.items():
        text = alert.get(name, "").encode()
        if text:
            # A length-delimited field: its number and wire type 2, its length, its bytes.
            value += varint(number << 3 | 2) + varint(len(text)) + text
    return value


def record(alert, key, form, milliseconds, source="example/post-alert", event_id=None):
    """Everything of a record but its topic, as a producer takes it."""
    moment = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)
    headers = [
        ("ce_specversion", "1.0"),
        ("ce_id", event_id or str(uuid.uuid4())),
        ("ce_type", EVENT_TYPE),
        ("ce_source", source),
        ("ce_subject", key),
        ("ce_time", moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")),
        ("content-type", MEDIA_TYPES[form]),
    ]
    return {
        "key": key.encode(),
        "value": encoded(alert, form),
        "headers": [(name, value.encode()) for name, value in headers],
        "timestamp": milliseconds,
    }


def post(records, topic, settings, timeout=10):
    """Posts records and waits until the brokers have them: yields (record, partition, offset), or raises."""
    from confluent_kafka import Producer

    outcomes = {}
    troubles = []
    producer = Producer(
        {
            "partitioner": "murmur2_random",
            "enable.idempotence": True,
            "acks": "all",
            "delivery.timeout.ms": int(timeout * 1000),
            # Told once, at the end, by what is raised.
            "log_level": 0,
            "error_cb": troubles.append,
        }
        | settings
    )
    for number, item in enumerate(records):
        producer.produce(
            topic,
            key=item["key"],
            value=item["value"],
            headers=item["headers"],
            timestamp=item["timestamp"],
            on_delivery=lambda error, message, number=number: outcomes.__setitem__(number, (error, message)),
        )
        producer.poll(0)
    producer.flush(timeout + 5)
    for number, item in enumerate(records):
        error, message = outcomes.get(number, ("no answer in time", None))
        if error is not None:
            causes = [cause if isinstance(cause, str) else cause.str() for cause in [error, *troubles[:1]]]
            raise ConnectionError(f"{topic} at {settings['bootstrap.servers']}: {'; '.join(causes)}")
        yield item, message.partition(), message.offset()


def pair(text):
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def arguments(words):
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], epilog="The secret of sender keys is never sent anywhere."
    )
    parser.add_argument("text", nargs="*", help="messages as senders write them, one alert each")
    parser.add_argument("--bootstrap", help="brokers, as HOST:PORT with commas between")
    parser.add_argument("--prefix", default="greenchannel", help="what the names of the channel's topics begin with")
    parser.add_argument("--format", choices=MEDIA_TYPES, default="json", help="how the value is written")
    parser.add_argument("--sender", required=True, help="phone number or token; only its keyed hash is sent")
    parser.add_argument(
        "--sender-key",
        default=os.environ.get("GREENCHANNEL_SENDER_KEY_FILE"),
        metavar="FILE",
        help="the secret of sender keys, at least 16 bytes (default: $GREENCHANNEL_SENDER_KEY_FILE)",
    )
    parser.add_argument(
        "--field", action="append", default=[], type=pair, metavar="NAME=VALUE", help="a field of one alert"
    )
    parser.add_argument(
        "--kafka", action="append", default=[], type=pair, metavar="NAME=VALUE", help="a setting of the Kafka client"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the records and send nothing")
    options = parser.parse_args(words)
    if bool(options.text) == bool(options.field):
        parser.error("give messages, or --field for each field of one alert")
    if not options.sender_key:
        parser.error("--sender-key, or $GREENCHANNEL_SENDER_KEY_FILE, must name the secret that this channel uses")
    if not options.bootstrap and not options.dry_run:
        parser.error("--bootstrap must name a broker, unless it is a --dry-run")
    return options


def main(words):
    options = arguments(words)
    secret = pathlib.Path(options.sender_key).read_bytes()
    if len(secret) < 16:
        raise ValueError(f"{options.sender_key} must hold at least 16 bytes")
    key = sender_key(options.sender, secret)
    alerts = [{"text": text} for text in options.text] or [dict(options.field)]
    now = int(time.time() * 1000)
    records = [record({"origin": "api"} | alert, key, options.format, now) for alert in alerts]
    topic = f"{options.prefix}.{TOPIC}"
    if options.dry_run:
        for item in records:
            shown = {
                "topic": topic,
                "key": item["key"].decode(),
                "value": base64.b64encode(item["value"]).decode(),
                "headers": [[name, value.decode()] for name, value in item["headers"]],
                "timestamp": item["timestamp"],
            }
            print(json.dumps(shown))
        return
    settings = {"bootstrap.servers": options.bootstrap} | dict(options.kafka)
    for item, partition, offset in post(records, topic, settings):
        place = {"topic": topic, "partition": partition, "offset": offset, "key": item["key"].decode()}
        print(json.dumps(place | {"id": dict(item["headers"])["ce_id"].decode()}))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Exception as error:  # A person reads what went wrong, not where.
        print(f"post-alert: {error}", file=sys.stderr)
        sys.exit(1)
