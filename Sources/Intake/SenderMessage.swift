public import GreenChannelModel

/// What a sender's message asks for.
public enum SenderMessage: Sendable, Equatable {
    /// A lot of produce, or something that is none: the understanding says which.
    case alert(Understanding)
    /// The number of an answer that was offered, from 1 to 9: "1", "２", "选1".
    case reply(choice: Int)
    /// "更正 <case> 10吨": the case as written, and what is to replace what it said.
    case correction(caseNumber: String, CorrectionText)
    /// "取消 <case>": the case as written.
    case cancel(caseNumber: String)
}

/// What a correction says: only what it names is changed.
public struct CorrectionText: Sendable, Equatable {
    public var quantity: Grams?
    public var crop: Crop?
    public var place: Adcode?
    public var sellBy: Instant?
    public var floorPrice: FenPerKilogram?
    /// Why nothing in it can be taken: an invalid number, a package without a weight; empty when all is well.
    public var reasons: [ReasonCode] = []

    public init() {}

    public var isEmpty: Bool {
        quantity == nil && crop == nil && place == nil && sellBy == nil && floorPrice == nil
    }
}

extension MessageParser {
    private static let correctionWords = ["更正", "修正", "改正", "改为", "改成", "correct", "correction", "change", "amend"]
    private static let cancelWords = ["取消", "撤销", "撤回", "作废", "cancel", "withdraw"]
    private static let choiceWords = ["选", "选择", "回", "回复", "答", "choice", "option", "reply", "选项", "第"]
    private static let caseLettersMax = 20

    /// Tells alerts from answers, corrections and cancellations.
    public func read(_ message: Message) -> SenderMessage {
        guard message.text.utf8.count <= Message.textBytesMax else { return .alert(understand(message)) }
        let letters = trimmed(TextFolding.shipped.fold(message.text))
        if let choice = choice(letters) { return .reply(choice: choice) }
        if let rest = dropping(MessageParser.cancelWords, from: letters), let (number, _) = caseNumber(rest) {
            return .cancel(caseNumber: number)
        }
        if let rest = dropping(MessageParser.correctionWords, from: letters), let (number, text) = caseNumber(rest) {
            let said = Message(
                text: String(decoding: text, as: UTF16.self),
                received: message.received,
                senderCounty: nil
            )
            return .correction(caseNumber: number, correction(said))
        }
        return .alert(understand(message))
    }

    /// A lone digit from 1 to 9, with or without a word that says it is an answer.
    private func choice(_ letters: ArraySlice<UInt16>) -> Int? {
        guard letters.count <= 12 else { return nil }
        var rest = letters
        if let after = dropping(MessageParser.choiceWords, from: rest) { rest = after }
        while let last = rest.last, Self.isBlank(last) || last == 0x53F7 || last == 0x9879 || last == 0x21 {  // 号, 项, !
            rest.removeLast()
        }
        guard rest.count == 1, let digit = rest.first.flatMap(NumberReader.digit) else { return nil }
        return digit
    }

    /// The case number at the head of a text: letters and digits with at least one digit, and what follows it.
    private func caseNumber(_ letters: ArraySlice<UInt16>) -> (String, ArraySlice<UInt16>)? {
        var end = letters.startIndex
        var hasDigit = false
        while end < letters.endIndex, end - letters.startIndex < MessageParser.caseLettersMax {
            let letter = letters[end]
            guard NumberReader.isArabic(letter) || NumberReader.isLatin(letter) || letter == 0x2D else { break }
            hasDigit = hasDigit || NumberReader.isArabic(letter)
            end += 1
        }
        guard hasDigit, end - letters.startIndex >= 4 else { return nil }
        let text = String(decoding: letters[letters.startIndex..<end], as: UTF16.self).uppercased()
        return (text, trimmed(letters[end...]))
    }

    private func correction(_ message: Message) -> CorrectionText {
        withReading(message) { reading in
            reading.readAll()
            return Judgement(tables: tables).correction(&reading)
        }
    }

    private func dropping(_ words: [String], from letters: ArraySlice<UInt16>) -> ArraySlice<UInt16>? {
        var longest = 0
        for word in words where letters.starts(with: word.utf16) { longest = max(longest, word.utf16.count) }
        return longest > 0 ? trimmed(letters.dropFirst(longest)) : nil
    }

    private func trimmed(_ letters: some Collection<UInt16>) -> ArraySlice<UInt16> {
        var slice = ArraySlice(Array(letters))
        while let first = slice.first, MessageParser.isBlank(first) { slice.removeFirst() }
        while let last = slice.last, MessageParser.isBlank(last) { slice.removeLast() }
        return slice
    }

    private static func isBlank(_ letter: UInt16) -> Bool {
        letter <= 0x20 || letter == 0x3A || letter == 0x2C || letter == 0x23 || letter == 0x3002 || letter == 0x2E
    }
}
