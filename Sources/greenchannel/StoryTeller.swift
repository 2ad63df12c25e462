import EventLog
import Foundation
import GreenChannelModel

/// Tells the journal as it grows.
///
/// `@unchecked Sendable`: only the thread of its one service touches what can change.
final class StoryTeller: @unchecked Sendable {
    private var reading: JournalReading
    private let story: Story
    private let asJSON: Bool

    init(_ opened: OpenedLog, language: Language, asJSON: Bool) throws {
        reading = try JournalReading(opened, from: .end)
        story = Story(language: language, names: OutletNames(opened))
        self.asJSON = asJSON
    }

    func service() -> ThreadService {
        ThreadService("story") { [self] in
            for fact in try reading.news() {
                Terminal.print(asJSON ? try JournalJSON.line(fact) : story.line(fact.entry, at: fact.at))
            }
            // Workers in other processes may write, too: look again a few times a second.
            Thread.sleep(forTimeInterval: 0.1)
            return true
        }
    }
}
