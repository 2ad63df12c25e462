import ArgumentParser
import Foundation
import GreenChannelModel
import Replay

/// Which records are meant.
struct ReplaySelectionOptions: ParsableArguments {
    @Option(help: "The topic, with or without the prefix. Default: dead-letters.")
    var topic: String?

    @Option(help: "Only this partition.")
    var partition: Int32?

    @Option(help: "Stamped from here on: ISO 8601 with its offset, or so long ago: 90m, 2h, 3d.")
    var from: String?

    @Option(help: "Stamped before this: as --from, or now.")
    var to: String?

    @Option(help: "Offsets from here on; with --partition.")
    var fromOffset: Int64?

    @Option(help: "Offsets before this; with --partition.")
    var toOffset: Int64?

    @Option(help: "Only records of this key; repeatable.")
    var key: [String] = []

    @Option(help: "Only records with this header, as NAME=VALUE; repeatable.")
    var header: [String] = []

    @Option(help: "Only dead letters of this reason code; repeatable.")
    var reason: [String] = []

    @Option(name: .customLong("where"), help: "What must hold for decoded fields: \"crop=potato and kg>100\".")
    var filter: String?

    @Option(help: "Begin with a filter that was saved under this name; other options change it.")
    var use: String?

    @Option(help: "Save the selection under this name.")
    var save: String?

    @Option(help: "The file of saved filters. Default: $GREENCHANNEL_FILTERS, else replay-filters.json.")
    var filters: String?

    /// The options that were stated, as people write them.
    var given: [String] {
        [
            ("--topic", topic != nil), ("--partition", partition != nil), ("--from", from != nil), ("--to", to != nil),
            ("--from-offset", fromOffset != nil), ("--to-offset", toOffset != nil), ("--key", !key.isEmpty),
            ("--header", !header.isEmpty), ("--reason", !reason.isEmpty), ("--where", filter != nil),
            ("--use", use != nil), ("--save", save != nil), ("--filters", filters != nil),
        ].filter(\.1).map(\.0)
    }

    private var filtersPath: String {
        filters ?? ProcessInfo.processInfo.environment["GREENCHANNEL_FILTERS"] ?? "replay-filters.json"
    }

    func validate() throws {
        for (text, option) in [(from, "--from"), (to, "--to")] {
            if let text { _ = try WindowTime.read(text, option: option, now: .now) }
        }
    }

    /// The selection that the options make, saved if so asked.
    func selection(now: Instant = .now) throws -> RecordSelection {
        var saved = try SavedSelections(FileManager.default.contents(atPath: filtersPath))
        var selection = try use.map { name in try saved.selection(named: name) } ?? RecordSelection()
        if let topic { selection.topic = topic }
        if let partition { selection.partition = partition }
        if let from { selection.from = try WindowTime.read(from, option: "--from", now: now).milliseconds }
        if let to { selection.to = try WindowTime.read(to, option: "--to", now: now).milliseconds }
        if let fromOffset { selection.fromOffset = fromOffset }
        if let toOffset { selection.toOffset = toOffset }
        if !key.isEmpty { selection.keys = key }
        if !header.isEmpty { selection.headers = header }
        if !reason.isEmpty { selection.reasons = reason }
        if let filter { selection.filter = filter }
        try selection.validate()
        if let filter = selection.filter { _ = try RecordFilter(filter) }
        if let save {
            saved.save(selection, as: save)
            do {
                try saved.data().write(to: URL(filePath: filtersPath), options: .atomic)
            } catch {
                throw CommandFailure(
                    "the filter cannot be saved in \(Terminal.inert(filtersPath)): \(error.localizedDescription) Name another "
                        + "file with --filters"
                )
            }
        }
        return selection
    }
}
