public import GreenChannelModel

/// Understands short messages about unsold produce, in Chinese and English, in any order of parts.
///
/// Pure: the same message, catalogue and gazetteer always give the same understanding. Takes any bytes; time and memory
/// grow with the length of the text alone, which is bounded by `Message.textBytesMax`.
public struct MessageParser: Sendable {
    /// With the shipped tables. Their lexicon is built once in a process.
    public static let shipped = MessageParser()

    /// One object, so that a parser costs nothing to copy.
    let tables: ParserTables
    var catalogue: CropCatalogue { tables.catalogue }
    var gazetteer: Gazetteer { tables.gazetteer }

    public init(catalogue: CropCatalogue = .shipped, gazetteer: Gazetteer = .shipped) {
        tables = ParserTables(catalogue: catalogue, gazetteer: gazetteer)
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
            return Judgement(tables: tables).judge(&reading)
        }
    }

    /// Folds and cuts a text, and lends its reading to a closure.
    func withReading<Result>(_ message: Message, _ body: (inout Reading) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: max(1, message.text.utf8.count)) { buffer in
            var text = message.text
            let count = text.withUTF8 { TextReader.fold($0, tables.folding, into: buffer) }
            let letters = UnsafeBufferPointer(rebasing: buffer[..<count])
            var lexemes: [Lexeme] = []
            lexemes.reserveCapacity(count / 2 + 4)
            Segmenter.segment(letters, tables, into: &lexemes)
            var reading = Reading(
                letters: letters,
                gazetteer: tables.gazetteer,
                received: message.received,
                senderCounty: message.senderCounty,
                lexemes: lexemes
            )
            return body(&reading)
        }
    }
}

/// What a parser looks names and words up in.
final class ParserTables: Sendable {
    let catalogue: CropCatalogue
    let gazetteer: Gazetteer
    let lexicon: Lexicon
    let folding = TextFolding.shipped
    /// See `Segmenter.placeCosts`.
    let placeCosts: [UInt8]

    init(catalogue: CropCatalogue, gazetteer: Gazetteer) {
        self.catalogue = catalogue
        self.gazetteer = gazetteer
        lexicon = Lexicon(catalogue: catalogue)
        placeCosts = Segmenter.placeCosts(gazetteer)
    }
}

extension Reading {
    mutating func readAll() {
        joinNumbers()
        readPlaceWords()
        readNames()
        readPrices()
        readQuantities()
        readTimes()
    }

    /// Chinese as soon as one Chinese character stands in the text.
    var language: MessageLanguage { letters.contains(where: NameLetters.isHan) ? .zh : .en }
}
