"""Runs the test broker and stands in front of it, so that clients meet what they would meet at Apache Kafka.

The broker (noida-db 0.2.3) keeps records, transactions and groups, but leaves some of Kafka's promises out. Without them
tests of crashes show the broker's faults, not ours. What is put right here, and nothing else:

- A fetch names transactions that were aborted before the fetched offset, too; to clients everything that the same producer
  commits later is then aborted as well, and they pass it over. Such entries are taken out.
- A member that is silent for its session time-out stays in its group for ever. It is made to leave.
- One that joins under the group.instance.id of another does not replace it. The other is made to leave and is told
  FENCED_INSTANCE_ID from then on.
- A transaction has no time-out. When its time has passed, its producer's epoch is raised, which aborts it.
- Positions of a transaction are taken from anybody. Those of another generation or of no member are refused.
- Positions that an open transaction is about to change are told as they are. Who asks for stable ones is put off.

    test-broker-front.py BROKER PORT FOLDER
"""

import asyncio
import ctypes
import os
import signal
import socket
import struct
import subprocess
import sys
import time

FETCH, METADATA, OFFSET_FETCH, FIND_COORDINATOR, JOIN, HEARTBEAT, LEAVE, SYNC = 1, 3, 9, 10, 11, 12, 13, 14
API_VERSIONS, INIT_PRODUCER, ADD_PARTITIONS, ADD_OFFSETS, END, TXN_OFFSETS, DESCRIBE_CLUSTER = 18, 22, 24, 25, 26, 28, 60
ILLEGAL_GENERATION, UNKNOWN_MEMBER, FENCED_INSTANCE, UNSTABLE_OFFSETS = 22, 25, 82, 88
# The first version of each request whose encoding is the flexible one.
FLEXIBLE = {INIT_PRODUCER: 2, ADD_PARTITIONS: 3, ADD_OFFSETS: 3, END: 3, TXN_OFFSETS: 3, OFFSET_FETCH: 6}
# Later versions are not read here, so they are not offered.
NEWEST = {FETCH: 11, OFFSET_FETCH: 7, JOIN: 5, HEARTBEAT: 3, LEAVE: 2, SYNC: 3, INIT_PRODUCER: 4, ADD_PARTITIONS: 3,
          ADD_OFFSETS: 3, END: 3, TXN_OFFSETS: 3}
HOST = "127.0.0.1"


class Parser:
    def __init__(self, data, at=0, flexible=False):
        self.data, self.at, self.start, self.flexible = data, at, at, flexible

    def take(self, form):
        values = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(">" + form)
        return values[0] if len(values) == 1 else values

    def uvarint(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def bytes(self, length):
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length:self.at]

    def text(self):
        return self.bytes(self.uvarint() - 1 if self.flexible else self.take("h"))

    def count(self):
        return self.uvarint() - 1 if self.flexible else self.take("i")

    def tags(self):
        if self.flexible:
            for _ in range(self.uvarint()):
                self.uvarint()
                self.bytes(self.uvarint())


def uvarint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


class Composer:
    def __init__(self, flexible):
        self.flexible, self.out = flexible, bytearray()

    def put(self, form, *values):
        self.out += struct.pack(">" + form, *values)
        return self

    def text(self, text):
        self.out += (uvarint(len(text) + 1) if self.flexible else struct.pack(">h", len(text))) + text
        return self

    def count(self, count):
        self.out += uvarint(count + 1) if self.flexible else struct.pack(">i", count)
        return self

    def tags(self):
        self.out += b"\0" if self.flexible else b""
        return self


class Member:
    def __init__(self, instance, session):
        self.instance, self.session, self.seen, self.joining = instance, session, time.monotonic(), False


class Group:
    def __init__(self):
        self.generation, self.members, self.fenced = -1, {}, set()


class Transaction:
    def __init__(self, timeout):
        self.timeout, self.started, self.pending = timeout, None, set()


class Link:
    """A connection to the broker: one question at a time."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.lock = reader, writer, asyncio.Lock()

    async def ask(self, frame):
        async with self.lock:
            self.writer.write(struct.pack(">i", len(frame)) + frame)
            await self.writer.drain()
            return await read_frame(self.reader)


async def read_frame(reader):
    (length,) = struct.unpack(">i", await reader.readexactly(4))
    return await reader.readexactly(length)


class Front:
    def __init__(self, broker_port, port):
        self.broker_port = broker_port
        self.address = HOST.encode() + struct.pack(">i", broker_port), HOST.encode() + struct.pack(">i", port)
        self.groups, self.transactions, self.ends = {}, {}, {}
        self.own = None

    async def connect(self):
        return Link(*await asyncio.open_connection(HOST, self.broker_port))

    async def serve(self, reader, writer):
        try:
            link = await self.connect()
            while True:
                answer = await self.answer(await read_frame(reader), link)
                writer.write(struct.pack(">i", len(answer)) + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def answer(self, frame, link):
        key, version, number = struct.unpack_from(">hhi", frame)
        flexible = version >= FLEXIBLE.get(key, 1 << 15)
        request = Parser(frame, 8)
        request.text()
        request.flexible = flexible
        request.tags()
        request.start = request.at
        handle = self.HANDLERS.get(key)
        if handle is None:
            return await link.ask(frame)

        async def ask():
            reply = await link.ask(frame)
            return Parser(reply, 5 if flexible else 4, flexible)

        reply = await handle(self, request, version, ask)
        if isinstance(reply, Composer):
            return struct.pack(">i", number) + (b"\0" if flexible else b"") + bytes(reply.out)
        return reply.data

    # Addresses and versions

    async def addresses(self, request, version, ask):
        reply = await ask()
        reply.data = reply.data.replace(*self.address)
        return reply

    async def versions(self, request, version, ask):
        reply = await ask()
        data = bytearray(reply.data)
        reply.take("h")
        # This answer's header never is the flexible one.
        reply.flexible = version >= 3
        for _ in range(reply.count()):
            key, _, newest = reply.take("hhh")
            struct.pack_into(">h", data, reply.at - 2, min(newest, NEWEST.get(key, newest)))
            reply.tags()
        reply.data = bytes(data)
        return reply

    # Fetching

    async def fetch(self, request, version, ask):
        reply = await ask()
        request.take("iii")
        if version >= 3:
            request.take("i")
        if version < 4 or request.take("b") == 0:
            return reply
        if version >= 7:
            request.take("ii")
        asked = {}
        for _ in range(request.take("i")):
            topic = request.text()
            for _ in range(request.take("i")):
                partition = request.take("i")
                if version >= 9:
                    request.take("i")
                asked[topic, partition] = request.take("q")
                request.take("qi" if version >= 5 else "i")
        out, copied = bytearray(), 0
        reply.take("i")
        if version >= 7:
            reply.take("hi")
        for _ in range(reply.take("i")):
            topic = reply.text()
            for _ in range(reply.take("i")):
                partition = reply.take("i")
                reply.take("hqqq" if version >= 5 else "hqq")
                start = reply.at
                aborted = [reply.take("qq") for _ in range(max(reply.take("i"), 0))]
                if aborted:
                    kept = [each for each in aborted
                            if await self.end(topic, partition, *each) >= asked.get((topic, partition), 0)]
                    out += reply.data[copied:start] + struct.pack(">i", len(kept))
                    for each in kept:
                        out += struct.pack(">qq", *each)
                    copied = reply.at
                if version >= 11:
                    reply.take("i")
                reply.bytes(reply.take("i"))
        reply.data = bytes(out) + reply.data[copied:]
        return reply

    async def end(self, topic, partition, producer, first):
        """Where the mark stands that ended the transaction which a producer began at an offset."""
        place = topic, partition, producer, first
        if place not in self.ends:
            header = struct.pack(">hhih", FETCH, 4, 0, -1)
            body = Composer(False).put("iiiib", -1, 0, 1, 1 << 30, 0).put("i", 1).text(topic)
            reply = Parser(await self.own.ask(header + bytes(body.put("iiqi", 1, partition, first, 1 << 30).out)), 4)
            reply.take("ii")
            reply.text()
            reply.take("iihqq")
            for _ in range(max(reply.take("i"), 0)):
                reply.take("qq")
            batches = reply.bytes(reply.take("i")) or b""
            at = 0
            while at + 61 <= len(batches):
                offset, length = struct.unpack_from(">qi", batches, at)
                (attributes,) = struct.unpack_from(">h", batches, at + 21)
                (writer,) = struct.unpack_from(">q", batches, at + 43)
                if attributes & 0x20 and writer == producer and offset >= first:
                    self.ends[place] = offset
                    break
                at += 12 + length
        return self.ends.get(place, 1 << 62)

    # Groups

    def group(self, name):
        return self.groups.setdefault(name, Group())

    async def leave_for(self, name, member):
        self.group(name).members.pop(member, None)
        header = struct.pack(">hhih", LEAVE, 1, 0, -1)
        await self.own.ask(header + bytes(Composer(False).text(name).text(member).out))

    async def join(self, request, version, ask):
        name, session = request.text(), request.take("i")
        if version >= 1:
            request.take("i")
        id, instance = request.text(), request.text() if version >= 5 else None
        group = self.group(name)
        if id in group.fenced:
            refusal = Composer(False)
            if version >= 2:
                refusal.put("i", 0)
            return refusal.put("hi", FENCED_INSTANCE, -1).text(b"").text(b"").text(id).put("i", 0)
        if instance:
            for other in [m for m, each in group.members.items() if each.instance == instance and m != id]:
                group.fenced.add(other)
                await self.leave_for(name, other)
        if id in group.members:
            group.members[id].joining = True
        reply = await ask()
        if version >= 2:
            reply.take("i")
        error, generation = reply.take("hi")
        reply.text()
        reply.text()
        joined = reply.text()
        if error == 0:
            group.generation = max(group.generation, generation)
            group.members[joined] = Member(instance, session / 1000)
        elif id in group.members:
            group.members[id].joining = False
        return reply

    async def sync(self, request, version, ask):
        refusal = self.fenced(request, version)
        if refusal:
            return refusal.put("i", 0)
        start = request.start
        reply = await ask()
        # It may have waited long for the leader's answer.
        request.at = start
        self.fenced(request, version)
        return reply

    async def heartbeat(self, request, version, ask):
        return self.fenced(request, version) or await ask()

    def fenced(self, request, version):
        """What a member is told whose name was taken; otherwise notes that it is alive."""
        group = self.group(request.text())
        request.take("i")
        id = request.text()
        if id in group.members:
            group.members[id].seen = time.monotonic()
        if id not in group.fenced:
            return None
        refusal = Composer(False)
        if version >= 1:
            refusal.put("i", 0)
        return refusal.put("h", FENCED_INSTANCE)

    async def leave(self, request, version, ask):
        self.group(request.text()).members.pop(request.text(), None)
        return await ask()

    async def offset_fetch(self, request, version, ask):
        name, count = request.text(), request.count()
        asked = set()
        for _ in range(max(count, 0)):
            topic = request.text()
            asked |= {(topic, request.take("i")) for _ in range(request.count())}
            request.tags()
        if version < 7 or not request.take("b"):
            return await ask()
        for _ in range(10):
            unstable = {place[1:] for each in self.transactions.values() for place in each.pending if place[0] == name}
            unstable = unstable if count < 0 else unstable & asked
            if not unstable:
                return await ask()
            await asyncio.sleep(0.02)
        topics = {}
        for topic, partition in unstable:
            topics.setdefault(topic, []).append(partition)
        refusal = Composer(True).put("i", 0).count(len(topics))
        for topic, partitions in topics.items():
            refusal.text(topic).count(len(partitions))
            for partition in partitions:
                refusal.put("iqi", partition, -1, -1).text(b"").put("h", UNSTABLE_OFFSETS).tags()
            refusal.tags()
        return refusal.put("h", 0).tags()

    # Transactions

    async def init(self, request, version, ask):
        id, timeout = request.text(), request.take("i")
        reply = await ask()
        _, error = reply.take("ih")
        if id and error == 0:
            self.transactions[id] = Transaction(timeout / 1000)
        return reply

    async def add(self, request, version, ask):
        transaction = self.transactions.get(request.text())
        if transaction and transaction.started is None:
            transaction.started = time.monotonic()
        return await ask()

    async def finish(self, request, version, ask):
        transaction = self.transactions.get(request.text())
        reply = await ask()
        _, error = reply.take("ih")
        if transaction and error == 0:
            transaction.started = None
            transaction.pending.clear()
        return reply

    async def transaction_offsets(self, request, version, ask):
        transaction, name = self.transactions.get(request.text()), request.text()
        request.take("qh")
        generation, id = (request.take("i"), request.text()) if version >= 3 else (-1, b"")
        if version >= 3:
            request.text()
        places = []
        for _ in range(request.count()):
            topic = request.text()
            for _ in range(request.count()):
                places.append((name, topic, request.take("i")))
                request.take("qi" if version >= 2 else "q")
                request.text()
                request.tags()
            request.tags()
        group, error = self.group(name), 0
        if generation >= 0 or id:
            if id in group.fenced:
                error = FENCED_INSTANCE
            elif id not in group.members:
                error = UNKNOWN_MEMBER
            elif generation != group.generation:
                error = ILLEGAL_GENERATION
        if error == 0:
            # Before it is known whether they are taken: they may be.
            if transaction:
                transaction.pending.update(places)
            return await ask()
        refusal = Composer(request.flexible).put("i", 0).count(len(places))
        for _, topic, partition in places:
            refusal.text(topic).count(1).put("ih", partition, error).tags().tags()
        return refusal.tags()

    # Time

    async def watch(self):
        while True:
            await asyncio.sleep(0.1)
            now = time.monotonic()
            for name, group in list(self.groups.items()):
                for id, member in list(group.members.items()):
                    if not member.joining and now - member.seen > member.session:
                        await self.leave_for(name, id)
            for id, transaction in list(self.transactions.items()):
                if transaction.started is not None and now - transaction.started > transaction.timeout:
                    transaction.started = None
                    header = struct.pack(">hhih", INIT_PRODUCER, 1, 0, -1)
                    body = Composer(False).text(id).put("i", int(transaction.timeout * 1000))
                    await self.own.ask(header + bytes(body.out))
                    transaction.pending.clear()

    HANDLERS = {
        API_VERSIONS: versions, METADATA: addresses, FIND_COORDINATOR: addresses, DESCRIBE_CLUSTER: addresses, FETCH: fetch,
        JOIN: join, SYNC: sync, HEARTBEAT: heartbeat, LEAVE: leave, OFFSET_FETCH: offset_fetch, INIT_PRODUCER: init,
        ADD_PARTITIONS: add, ADD_OFFSETS: add, END: finish, TXN_OFFSETS: transaction_offsets,
    }


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


async def run(program, port, folder):
    broker_port = free_port()
    broker = subprocess.Popen(
        [program, "start", "--only", "kafka", "--kafka-port", str(broker_port), "--data-dir", folder],
        stdin=subprocess.DEVNULL, preexec_fn=die_with_parent,
    )
    try:
        front = Front(broker_port, port)
        for _ in range(400):
            try:
                front.own = await front.connect()
                break
            except ConnectionError:
                await asyncio.sleep(0.05)
        if front.own is None:
            sys.exit("the broker does not listen")
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        server = await asyncio.start_server(front.serve, HOST, port, backlog=512)
        watching = asyncio.create_task(front.watch())
        stopping = asyncio.create_task(stop.wait())
        # Who watches never ends by itself: if it does, it failed, and so must we.
        await asyncio.wait({watching, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            watching.result()
        server.close()
    finally:
        broker.terminate()
        broker.wait()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    # Who starts us may have signals blocked, and we and the broker would inherit that: nobody could end us.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    asyncio.run(run(os.path.abspath(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
