import GreenChannelModel

/// Turns the bytes of a text into folded letters: no control or zero-width characters, one space where several stood,
/// no apostrophe within a Latin word (Qing'an is Qingan).
enum TextReader {
    /// Fills the buffer, which must hold as many letters as there are bytes, and gives the number of letters.
    static func fold(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ folding: TextFolding,
        into buffer: UnsafeMutableBufferPointer<UInt16>
    ) -> Int {
        var count = 0
        var position = 0
        var apostrophe = false
        folding.table.withUnsafeBufferPointer { table in
            while position < bytes.count {
                let (scalar, length) = scalar(bytes, position)
                position += length
                // Beyond the basic plane there are emoji and rare characters, none of which is in a name we know.
                let letter: UInt16 = scalar > 0xFFFF ? 0x2600 : table[Int(scalar)]
                if letter == 0 || letter == 0x20 && count > 0 && buffer[count - 1] == 0x20 { continue }
                let isLatin = NumberReader.isLatin(letter)
                if letter == 0x27 || letter == 0x2019, count > 0, NumberReader.isLatin(buffer[count - 1]) {
                    apostrophe = true
                    continue
                }
                if apostrophe, !isLatin {
                    buffer[count] = 0x2C
                    count += 1
                }
                apostrophe = false
                buffer[count] = letter
                count += 1
            }
        }
        return count
    }

    /// One scalar of valid UTF-8, which is what a `String` holds, and its length.
    @inline(__always)
    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[position])
        func next(_ offset: Int) -> UInt32 {
            position + offset < bytes.count ? UInt32(bytes[position + offset]) & 0x3F : 0
        }
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | next(1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3) }
        return ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
    }
}
