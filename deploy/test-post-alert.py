"""What deploy/test-post-alert runs: posts alerts as a user would, consumes them, and compares byte by byte."""
import json
import pathlib
import struct
import subprocess
import sys
import time
import uuid

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

PARTITIONS = 4
SENDERS = ["13800000000", "+86 139-0000-0001", "token-7", "合作社"]
TEXT = "白菜 12吨 庆安县 还能放5天 0.8元/斤"


def murmur2(data):
    """Java's client hashes keys so; written from its description, to judge librdkafka by."""
    mask = 0xFFFFFFFF
    multiplier = 0x5BD1E995
    value = (0x9747B28C ^ len(data)) & mask
    whole = len(data) // 4 * 4
    for (word,) in struct.iter_unpack("<I", data[:whole]):
        word = word * multiplier & mask
        word = (word ^ word >> 24) * multiplier & mask
        value = (value * multiplier & mask) ^ word
    rest = data[whole:]
    if rest:
        value = (value ^ int.from_bytes(rest, "little")) * multiplier & mask
    value = (value ^ value >> 13) * multiplier & mask
    return value ^ value >> 15


def post(address, prefix, key_file, sender, *more):
    program = pathlib.Path(__file__).resolve().parent / "post-alert.py"
    words = [sys.executable, "-B", str(program), "--bootstrap", address, "--prefix", prefix]
    words += ["--sender", sender, "--sender-key", str(key_file), *more]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def consume(address, topic, count):
    consumer = Consumer(
        {"bootstrap.servers": address, "group.id": f"read-back-{uuid.uuid4()}", "enable.auto.commit": False}
    )
    consumer.assign([TopicPartition(topic, partition, 0) for partition in range(PARTITIONS)])
    found = {}
    deadline = time.monotonic() + 30
    while len(found) < count and time.monotonic() < deadline:
        message = consumer.poll(0.5)
        if message is not None:
            assert message.error() is None, message.error()
            found[message.partition(), message.offset()] = message
    consumer.close()
    return found


def main(address, folder):
    prefix = f"post-alert-{uuid.uuid4().hex[:8]}"
    topic = f"{prefix}.alerts"
    key_file = pathlib.Path(folder) / "sender-key"
    key_file.write_bytes(b"k" * 32)
    admin = AdminClient({"bootstrap.servers": address})
    admin.create_topics([NewTopic(topic, PARTITIONS, 1)])[topic].result(30)

    places = []
    for sender in SENDERS:
        for form in ("json", "protobuf"):
            places += [(sender, form, place) for place in post(address, prefix, key_file, sender, "--format", form, TEXT)]
    messages = consume(address, topic, len(places))
    assert len(messages) == len(places), f"{len(places)} posted, {len(messages)} read"

    keys = {}
    for sender, form, place in places:
        message = messages[place["partition"], place["offset"]]
        headers = {name: value.decode() for name, value in message.headers()}
        assert set(headers) == {
            "ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "content-type",
        }, headers
        assert headers["ce_type"] == "greenchannel.v1.UnsoldAlert" and headers["ce_id"] == place["id"], headers
        assert headers["content-type"] == f"application/{form}", headers
        key = message.key().decode()
        assert key == headers["ce_subject"] == place["key"] and len(key) == 32 and sender not in key, key
        assert keys.setdefault(sender, key) == key, "one sender has one key"
        assert message.partition() == (murmur2(message.key()) & 0x7FFFFFFF) % PARTITIONS, "not murmur2 of the key"
        if form == "json":
            assert json.loads(message.value()) == {"origin": "api", "text": TEXT}, message.value()
        else:
            text = TEXT.encode()
            assert message.value() == bytes([0x0A, len(text)]) + text + b"\x62\x03api", message.value()
    assert len(set(keys.values())) == len(SENDERS), keys
    print(f"{len(places)} alerts posted by deploy/post-alert.py read back as they should be")


if __name__ == "__main__":
    main(*sys.argv[1:])
