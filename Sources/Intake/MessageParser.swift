public import GreenChannelModel

/// Understands short messages about unsold produce, in Chinese and English, in any order of parts.
///
/// Pure: the same message, catalogue and gazetteer always give the same understanding. Takes any bytes; time and memory
/// grow with the length of the text alone, which is bounded by `Message.textBytesMax`.
public struct MessageParser: Sendable {
    let catalogue: CropCatalogue
    let gazetteer: Gazetteer
    let lexicon: Lexicon
    private let segmenter: Segmenter
    private let folding = TextFolding.shipped

    public init(catalogue: CropCatalogue = .shipped, gazetteer: Gazetteer = .shipped) {
        self.catalogue = catalogue
        self.gazetteer = gazetteer
        lexicon = Lexicon(catalogue: catalogue)
        segmenter = Segmenter(lexicon: lexicon, gazetteer: gazetteer)
    }

    /// What a message says, and what is to become of it.
    public func understand(_ message: Message) -> Understanding {
        guard message.text.utf8.count <= Message.textBytesMax else {
            var refused = Understanding()
            refused.reasons = [.payloadTooLarge]
            return refused
        }
        return withReading(message) { reading in
            reading.readAll()
            return Judgement(catalogue: catalogue).judge(&reading)
        }
    }

    /// Folds and cuts a text, and lends its reading to a closure.
    func withReading<Result>(_ message: Message, _ body: (inout Reading) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: max(1, min(message.text.utf8.count, 8192))) { buffer in
            var count = 0
            var apostrophe = false
            for unit in message.text.utf16 where count < buffer.count {
                let letter = folding.fold(unit)
                guard letter != 0, letter != 0x20 || count == 0 || buffer[count - 1] != 0x20 else { continue }
                // Qing'an is spelt Qingan as often as not.
                if letter == 0x27 || letter == 0x2019, count > 0, NumberReader.isLatin(buffer[count - 1]) {
                    apostrophe = true
                    continue
                }
                if apostrophe {
                    apostrophe = false
                    if !NumberReader.isLatin(letter), count < buffer.count {
                        buffer.initializeElement(at: count, to: 0x2C)
                        count += 1
                        if count == buffer.count { break }
                    }
                }
                buffer.initializeElement(at: count, to: letter)
                count += 1
            }
            let letters = UnsafeBufferPointer(rebasing: buffer[..<count])
            var lexemes: [Lexeme] = []
            lexemes.reserveCapacity(count / 2 + 4)
            segmenter.segment(letters, into: &lexemes)
            var reading = Reading(
                letters: letters,
                gazetteer: gazetteer,
                received: message.received,
                senderCounty: message.senderCounty,
                lexemes: lexemes
            )
            return body(&reading)
        }
    }
}

extension Reading {
    mutating func readAll() {
        joinNumbers()
        readNames()
        readPrices()
        readQuantities()
        readTimes()
    }

    /// Chinese as soon as one Chinese character stands in the text.
    var language: MessageLanguage { letters.contains(where: NameLetters.isHan) ? .zh : .en }
}
