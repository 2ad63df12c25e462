import EventLog
import Testing

struct PartitionerTests {
    /// The vectors of `org.apache.kafka.common.utils.UtilsTest.testMurmur2`.
    @Test(
        arguments: [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ] as [(String, Int32)]
    )
    func hashesAsTheJavaClient(key: String, hash: Int32) {
        #expect(Partitioner.murmur2(Bytes(key.utf8)) == UInt32(bitPattern: hash))
        let expected = (hash & .max) % 7
        #expect(Partitioner.partition(of: Bytes(key.utf8), partitionCount: 7) == Partition(expected))
    }

    @Test func hashesASliceByItsContent() {
        let padded: [UInt8] = [1, 2, 3] + Array("foobar".utf8) + [4]
        #expect(Partitioner.murmur2(padded[3..<9]) == UInt32(bitPattern: -790_332_482))
    }

    @Test func nullKeysAndSinglePartitionsGoToTheFirst() {
        #expect(Partitioner.partition(of: nil, partitionCount: 7) == Partition(0))
        #expect(Partitioner.partition(of: [1, 2], partitionCount: 1) == Partition(0))
        #expect(Partitioner.partition(of: [1, 2], partitionCount: 0) == Partition(0))
    }
}
