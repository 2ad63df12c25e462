import Foundation
import Logging
import Synchronization
import Telemetry
import Testing

@Suite struct LogLineHandlerTests {
    /// What was written, as text.
    private final class Paper: Sendable {
        private let lines = Mutex("")

        var text: String { lines.withLock { $0 } }
        func write(_ bytes: [UInt8]) { lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
    }

    private func logger(_ format: LogSink.Format, _ paper: Paper, mask: @escaping @Sendable (String) -> String = { $0 })
        -> Logger
    {
        Logger(label: "greenchannel") { label in
            LogLineHandler(
                label: label,
                sink: LogSink(
                    format: format,
                    time: { "2026-03-02T01:00:00.000Z" },
                    mask: mask,
                    write: paper.write
                )
            )
        }
    }

    @Test func anEventIsOneLineOfJSON() throws {
        let paper = Paper()
        var logger = logger(.json, paper)
        logger[metadataKey: "lane"] = "w-0"
        logger.info(
            "partitions \"assigned\"",
            metadata: ["partitions": .array(["lots-1", "lots-2"]), "more": .dictionary(["a": "1\n2"])]
        )
        #expect(
            paper.text == """
                {"time":"2026-03-02T01:00:00.000Z","level":"info","logger":"greenchannel",\
                "message":"partitions \\"assigned\\"",\
                "fields":{"lane":"w-0","more":{"a":"1\\n2"},"partitions":["lots-1","lots-2"]}}

                """
        )
    }

    @Test func anEventIsOneLineOfText() {
        let paper = Paper()
        logger(.text, paper).warning("recovering", metadata: ["code": "retry", "why": "no \"disk\""])
        #expect(
            paper.text
                == "2026-03-02T01:00:00.000Z warning greenchannel: recovering code=retry why=\"no \\\"disk\\\"\"\n"
        )
    }

    /// Whatever a message holds: one line, valid JSON, and nothing that a terminal obeys.
    @Test(arguments: [
        "a\nb", "a\r\n{\"level\":\"x\"}", "\u{1B}[2J", "\u{202E}abc\u{2066}", "\u{0}\u{7f}\u{85}\u{2028}", "🥬\u{FEFF}",
    ])
    func nothingGetsOutOfItsLine(message: String) throws {
        for format in LogSink.Format.allCases {
            let paper = Paper()
            logger(format, paper).info("\(message)", metadata: ["key\n": "\(message)"])
            #expect(paper.text.filter { $0.isNewline }.count == 1)
            #expect(paper.text.last == "\n")
            #expect(
                !paper.text.dropLast().unicodeScalars.contains {
                    [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                }
            )
            guard format == .json else { continue }
            let line = try #require(try JSONSerialization.jsonObject(with: Data(paper.text.utf8)) as? [String: Any])
            #expect(line["message"] as? String == message)
            #expect((line["fields"] as? [String: String])?["key\n"] == message)
        }
    }

    @Test func everythingThatIsSaidIsMasked() {
        for format in LogSink.Format.allCases {
            let paper = Paper()
            logger(format, paper, mask: { $0.replacing("secret", with: "***") }).error(
                "the secret",
                metadata: [
                    "a": "secret", "b": .array(["secret"]), "c": .dictionary(["d": .stringConvertible("secret")]),
                ]
            )
            #expect(!paper.text.contains("secret"))
            #expect(paper.text.ranges(of: "***").count == 4)
        }
    }

    @Test func levelsAndMetadataAreValues() {
        let paper = Paper()
        var first = logger(.text, paper)
        var second = first
        first.logLevel = .error
        second[metadataKey: "only"] = "second"
        first.info("unsaid")
        first.error("said")
        second.info("said, too")
        #expect(!paper.text.contains("unsaid"))
        #expect(paper.text.contains("said\n") && paper.text.contains("said, too only=second\n"))
    }
}
