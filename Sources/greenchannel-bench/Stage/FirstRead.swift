import Foundation
import Synchronization

/// Says once, on standard output, when the first record was read: there the harness's clock starts.
final class FirstRead: Sendable {
    private let isSaid = Atomic<Bool>(false)

    func note() {
        guard !isSaid.load(ordering: .relaxed), !isSaid.exchange(true, ordering: .relaxed) else { return }
        let now = Date().timeIntervalSince1970
        FileHandle.standardOutput.write(Data("first-read \(String(format: "%.3f", now))\n".utf8))
    }
}
