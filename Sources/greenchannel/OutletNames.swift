import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel

/// What people call the outlets that facts name by their ids, read from the desks' ledgers when first asked for.
///
/// A ledger forgets an outlet some time after it closed; its id is shown then.
///
/// `@unchecked Sendable`: belongs to whoever tells the story, one thread at a time.
final class OutletNames: @unchecked Sendable {
    /// How often an id that is not known is looked for again.
    private static let lookInterval = 1.0

    private let opened: OpenedLog?
    private var names: [String: OutletName] = [:]
    private var nextLook = Date.distantPast

    /// - Parameter opened: `nil` knows nobody, so that ids are shown.
    init(_ opened: OpenedLog?) { self.opened = opened }

    func name(of id: String, _ language: Language) -> String {
        let bare = Terminal.inert(id.hasPrefix("depot:") ? String(id.dropFirst(6)) : id, max: 48)
        guard let found = find(id) else { return bare }
        if !found.name.isEmpty { return Terminal.inert(found.name, max: 48) }
        guard let place = Gazetteer.shipped.name(of: Adcode(found.place)) else { return bare }
        return language.pick(zh: "\(place)场站 \(bare)", en: "\(bare) (\(place))")
    }

    private func find(_ id: String) -> OutletName? {
        if let name = names[id] { return name }
        guard let opened, Date() >= nextLook else { return nil }
        nextLook = Date(timeIntervalSinceNow: Self.lookInterval)
        do {
            try read(opened)
        } catch {
            // A story without names is worth more than none; what the log has against it is said once by whoever reads it.
            Terminal.error("the outlets' names cannot be read: \(error)")
            nextLook = .distantFuture
        }
        return names[id]
    }

    private func read(_ opened: OpenedLog) throws {
        let reader = try opened.log.reader()
        for desk in [DeskName.promotion, .broadcast, .dispatch] {
            let ledger = opened.topology.ledgerName(of: desk)
            for inbox in opened.topology.partitions(of: desk.inbox) {
                try reader.ledger(TopicPartition(ledger, inbox.partition)) { key, value in
                    for name in try OutletName.names(inLedgerOf: desk, key: key, value: value) { names[name.id] = name }
                }
            }
        }
    }
}
