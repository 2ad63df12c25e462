import Desks
import Testing

@Suite struct RedactionTests {
    @Test(arguments: [
        ("call 13812345678 now", "call 138******78 now"),
        ("138 1234 5678", "138 **** **78"),
        ("138-1234-5678", "138-****-**78"),
        ("１３８１２３４５６７８", "１３８******７８"),
        ("+86 13812345678", "+86 1********78"),
        ("8613812345678", "861********78"),
        ("0086 138 1234 5678", "008* *** **** **78"),
        ("0755-12345678", "075*-******78"),
        ("3 13812345678", "3 138******78"),
        ("白菜13812345678吨", "白菜138******78吨"),
    ])
    func aTelephoneNumberIsHiddenInALog(text: String, masked: String) {
        let result = Redaction.maskingTelephones(text)
        // However it is written, six digits of it or more are gone.
        #expect(!result.contains("1234") && !result.contains("１２３４"))
        #expect(result == masked)
    }

    @Test(arguments: [
        "lots-3 at offset 1234567", "1772294400000", "2026-03-02T01:00:00.000Z", "100000 entries",
        "12345678901234567890",
        "A00033", "", "vm-10037-0", "250000000 bytes",
    ])
    func theNumbersThatALogIsReadForStay(text: String) { #expect(Redaction.maskingTelephones(text) == text) }
}
