import GreenChannelModel
import Testing

@testable import Desks

/// Whoever reads a story is never shown a bare code.
struct ReasonWordsTests {
    private static let codes: [String] = [
        ReasonCode.allCases.map(\.rawValue), DeskRefusal.allCases.map(\.rawValue), BidDecline.allCases.map(\.rawValue),
        BidRelease.allCases.map(\.rawValue), ReleaseReason.allCases.map(\.rawValue),
        GreenPass.Reason.allCases.map(\.rawValue), Rung.allCases.map(\.name), ["PASS", "ORDERED", "RESTOCKED"],
    ].flatMap { $0 }

    @Test(arguments: codes)
    func hasWords(code: String) throws {
        let words = try #require(ReasonWords.words(of: code))
        #expect(!words.zh.isEmpty && !words.en.isEmpty)
        #expect(words.zh.unicodeScalars.contains { $0.value >= 0x4E00 })
        #expect(words.en.unicodeScalars.allSatisfy { $0.isASCII })
    }

    @Test func anUnknownCodeHasNone() { #expect(ReasonWords.words(of: "SO_WHAT") == nil) }
}
