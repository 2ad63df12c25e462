import DeskStreams
import EventLog
import GreenChannelModel
import Replay
import Testing

/// What a record's id says of the decision that posted it.
@Suite struct RecordOriginTests {
    private func cause(_ id: String, source: String = "greenchannel/lot") -> RecordOrigin.Cause? {
        var headers = Headers()
        headers.append(EventHeader.id, id)
        headers.append(EventHeader.source, source)
        return RecordOrigin(headers).cause
    }

    @Test func anIdNamesTheInboxRecordAndThePost() {
        let found = cause("lots/3/1207/2")
        #expect(found?.place == RecordPlace(topic: .lots, partition: 3, offset: 1207))
        #expect(found?.number == 2)
        let longest = cause("alerts/0/999999999999999999/0")
        #expect(longest?.place == RecordPlace(topic: .alerts, partition: 0, offset: 999_999_999_999_999_999))
        #expect(longest?.number == 0)
    }

    @Test(arguments: [
        "", "/", "lots", "lots/", "lots/3", "lots/3/1207", "lots/3/1207/", "lots/3/1207/2/", "lots/3/1207/2/1",
        "lots//1207/2", "lots/3//2", "lots/-3/1207/2", "lots/3/+1207/2", "lots/3/12a7/2", "lots/3/1207/2x",
        "lot/3/1207/2", "lotss/3/1207/2", "/3/1207/2", "journal/3/1207/2", "lots/3000000000/1207/2",
        "lots/3/1000000000000000000/2", "lots/3/1207/１", "lots/3/timer/l1/17", "lots 3/1207/2",
    ])
    func anythingElseNamesNothing(_ id: String) { #expect(cause(id) == nil) }

    @Test func whatOthersWriteHasNoCause() { #expect(cause("lots/3/1207/2", source: "elsewhere/lot") == nil) }
}
