import DeskStreams
import Desks
public import EventLog
import GreenChannelModel

/// Changes that are made to decoded fields on the way: held against the record's type, the catalogue and the desk that is to
/// take it, before anything is sent.
public struct RecordEdits: Sendable {
    /// What one record's edit changed.
    public struct Change: Sendable, Equatable {
        public var field: String
        public var before: String
        public var after: String
    }

    /// The record as it will be sent.
    public struct Edited: Sendable {
        public var value: Bytes?
        public var headers: Headers
        /// Empty: the record is left as it is.
        public var changes: [Change] = []
    }

    /// Why a record cannot be edited so.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    private let sets: [(name: String, value: String)]
    private let cropMaps: [(word: String, crop: Crop)]

    public var isEmpty: Bool { sets.isEmpty && cropMaps.isEmpty }

    /// - Throws: where a field or a crop is unknown to every record.
    public init(sets: [String], cropMaps: [String]) throws(ReplayRefusal) {
        self.sets = try sets.map { text throws(ReplayRefusal) in
            let (name, value) = try Self.halves(text, option: "--set")
            let folded = RecordSchema.folded(name)
            let isKnown = RecordKind.allCases.contains { Self.field(folded, of: $0) != nil }
            guard isKnown || folded == "kg" else {
                throw ReplayRefusal(
                    .unknownField,
                    "No record has a field '\(name)' that can be set",
                    remedy: "Fields are: "
                        + RecordFilterParser.fieldNames.filter { !$0.contains(".") }.joined(separator: " ")
                )
            }
            return (folded, value)
        }
        self.cropMaps = try cropMaps.map { text throws(ReplayRefusal) in
            let (word, id) = try Self.halves(text, option: "--map-crop")
            guard let crop = CropCatalogue.shipped.crop(id: id) else {
                throw ReplayRefusal(
                    .invalidEdit,
                    "--map-crop \(text): '\(id)' is no crop of the catalogue",
                    remedy: "Name its id, as in 洋芋=potato."
                )
            }
            return (word, crop)
        }
    }

    private static func halves(_ text: String, option: String) throws(ReplayRefusal) -> (String, String) {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
            throw ReplayRefusal(.wrongSelection, "\(option) '\(text)' has no value", remedy: "Write NAME=VALUE.")
        }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    /// A field that holds one plain value.
    private static func field(_ folded: String, of kind: RecordKind) -> RecordSchema.Field? {
        RecordSchema.shipped.fields(of: kind).first { field in
            if case .message = field.type { return false }
            return !field.isRepeated && RecordSchema.folded(field.name) == folded
        }
    }

    // MARK: Applying

    func applied(to record: SelectedRecord) throws(Fault) -> Edited {
        var edited = Edited(value: record.record.value, headers: record.headers)
        if isEmpty { return edited }
        guard let kind = record.kind, let message = record.message else {
            throw Fault(description: "its value does not decode, so that no field of it can be changed")
        }
        var bytes = message
        for (name, value) in sets { try set(name, value, kind, &bytes, &edited.changes) }
        for (word, crop) in cropMaps { try map(word, crop, kind, &bytes, &edited.changes) }
        if edited.changes.isEmpty { return edited }
        let body: RecordBody
        do {
            body = try RecordBody(kind, serialized: bytes)
        } catch {
            throw Fault(description: "what it becomes does not decode: \(error)")
        }
        if let fault = body.offerFault(now: Instant(milliseconds: 0)) { throw Fault(description: fault) }
        edited.value = bytes
        if record.isJSON {
            // Fields are changed in one encoding only.
            edited.headers = HeaderPolicy(deny: [EventHeader.contentType]).applied(to: edited.headers)
            edited.headers.append(EventHeader.contentType, EventHeader.protobuf)
            edited.changes.append(
                Change(field: EventHeader.contentType, before: EventHeader.json, after: EventHeader.protobuf)
            )
        }
        if case .unsoldAlert = body, let fault = EditTrial.fault(of: body, record) { throw Fault(description: fault) }
        return edited
    }

    private func set(
        _ name: String,
        _ text: String,
        _ kind: RecordKind,
        _ bytes: inout Bytes,
        _ changes: inout [Change]
    ) throws(Fault) {
        let isKilograms = name == "kg"
        guard let field = Self.field(isKilograms ? "grams" : name, of: kind) else {
            throw Fault(description: "a \(kind) has no field '\(name)'")
        }
        let value = try Self.value(of: text, isKilograms, field, kind)
        try put(field, value, &bytes, &changes)
    }

    private static func value(
        of text: String,
        _ isKilograms: Bool,
        _ field: RecordSchema.Field,
        _ kind: RecordKind
    ) throws(Fault) -> RecordFields.Value {
        func wrong(_ wanted: String) -> Fault {
            Fault(description: "'\(text)' is no value of \(field.name): give \(wanted)")
        }
        switch field.type {
        case .string:
            if field.name == "crop", kind != .unsoldAlert, CropCatalogue.shipped.crop(id: text) == nil {
                throw wrong("the id of a crop")
            }
            return .bytes(Array(text.utf8)[...])
        case .int64:
            let number = isKilograms ? RecordFilterParser.thousandths(text) : Int64(text)
            guard let number = number ?? Instant(iso8601: text)?.milliseconds else {
                throw wrong("a whole number or time")
            }
            return .number(UInt64(bitPattern: number))
        case .uint32:
            guard let number = UInt32(text) else { throw wrong("a whole number that is not negative") }
            return .number(UInt64(number))
        case .bool:
            guard text == "true" || text == "false" else { throw wrong("true or false") }
            return .number(text == "true" ? 1 : 0)
        case .enumeration(let names):
            guard let number = names.first(where: { $0.value.lowercased() == text.lowercased() })?.key else {
                throw wrong("one of " + names.sorted { $0.key < $1.key }.map(\.value).joined(separator: " "))
            }
            return .number(UInt64(bitPattern: number))
        case .message: throw wrong("nothing")
        }
    }

    /// Puts a crop in the place of a word that nobody knows: in free words its Chinese name, elsewhere its id.
    private func map(
        _ word: String,
        _ crop: Crop,
        _ kind: RecordKind,
        _ bytes: inout Bytes,
        _ changes: inout [Change]
    ) throws(Fault) {
        let facts = CropCatalogue.shipped[crop]
        for field in RecordSchema.shipped.fields(of: kind) where field.type == .string && !field.isRepeated {
            let isFreeText = kind == .unsoldAlert && (field.name == "text" || field.name == "crop")
            guard isFreeText || field.name == "crop" else { continue }
            let before = try Self.read(field, bytes)
            let after =
                isFreeText
                ? before.replacingOccurrences(ofWord: word, with: facts.zh) : before == word ? facts.id : before
            if after != before { try put(field, .bytes(Array(after.utf8)[...]), &bytes, &changes) }
        }
    }

    private func put(
        _ field: RecordSchema.Field,
        _ value: RecordFields.Value,
        _ bytes: inout Bytes,
        _ changes: inout [Change]
    ) throws(Fault) {
        let before = try Self.read(field, bytes)
        do {
            bytes = try RecordFields.setting(field.number, to: value, in: bytes)[...]
        } catch {
            throw Fault(description: "\(error)")
        }
        let after = try Self.read(field, bytes)
        if after != before { changes.append(Change(field: field.name, before: before, after: after)) }
    }

    private static func read(_ field: RecordSchema.Field, _ bytes: Bytes) throws(Fault) -> String {
        var found = ""
        do {
            try RecordFields.forEach(in: bytes) { number, value, _ in
                guard number == field.number, let last = FieldReading.values(value, field).last else { return }
                switch last {
                case .text(let text): found = String(decoding: text, as: UTF8.self)
                case .number(let number): found = "\(number)"
                case .name(let name): found = name
                }
            }
        } catch {
            throw Fault(description: "\(error)")
        }
        return found
    }
}

extension String {
    /// Every occurrence of a word replaced; the result is not looked at again.
    fileprivate func replacingOccurrences(ofWord word: String, with other: String) -> String {
        guard !word.isEmpty else { return self }
        return split(separator: word, omittingEmptySubsequences: false).joined(separator: other)
    }
}
