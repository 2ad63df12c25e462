import ArgumentParser
import Foundation

/// The language that people are spoken to in.
enum Language: String, ExpressibleByArgument, CaseIterable, Sendable {
    case zh
    case en

    /// What the environment asks for.
    static var preferred: Language {
        let environment = ProcessInfo.processInfo.environment
        let locale = environment["LC_ALL"] ?? environment["LANG"] ?? ""
        return locale.hasPrefix("zh") ? .zh : .en
    }

    func pick(zh: String, en: String) -> String { self == .zh ? zh : en }
    func pick(_ words: (zh: String, en: String)) -> String { pick(zh: words.zh, en: words.en) }
}

/// Which language a command speaks.
struct LanguageOption: ParsableArguments {
    @Option(help: "zh or en. Default: as $LANG says.")
    var lang: Language?

    var language: Language { lang ?? .preferred }
}
