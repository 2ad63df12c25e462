import ArgumentParser
import Foundation
import GreenChannelModel

/// What a county operator says of lots, as records that name who and why.
struct OperatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Verify, mark unverifiable, merge, override, cancel, declare an emergency. 县域专员的操作。",
        subcommands: [
            Verify.self, Unverifiable.self, Merge.self, Override.self, Cancel.self, Emergency.self,
        ]
    )

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The lot is real: it may be promoted in public.")
        @OptionGroup var decision: OperatorDecision

        func run() throws { try decision.post(RecordBody.lotVerified) }
    }

    struct Unverifiable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Nobody could confirm the lot: never promote it.")
        @OptionGroup var decision: OperatorDecision

        func run() throws { try decision.post(RecordBody.lotUnverifiable) }
    }

    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The lot is the same produce as another.")
        @OptionGroup var decision: OperatorDecision
        @Option(help: "The case that stays.", transform: OperatorDecision.caseNumber) var into: String

        func run() throws { try decision.post(RecordBody.lotMerged) { $0.into = into } }
    }

    struct Override: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Send a quantity to an outlet of your choice.")
        @OptionGroup var decision: OperatorDecision
        @Option(help: "The outlet's offer: a channel's or slot's id, as `journal --json` names it.") var offer: String
        @Option(help: "How much, in kilograms.") var kg: Int64

        func validate() throws {
            if !(1...10_000_000).contains(kg) { throw ValidationError("--kg \(kg) must be from 1 to 10,000,000") }
        }

        func run() throws {
            try decision.post(RecordBody.lotOverridden) {
                $0.offer = offer
                $0.grams = Grams.kilograms(kg).rawValue
            }
        }
    }

    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take the lot back from everywhere.")
        @OptionGroup var decision: OperatorDecision

        func run() throws { try decision.post(RecordBody.lotCancelled) }
    }

    struct Emergency: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lots of a place go first, and to food banks at once, for some hours."
        )
        @OptionGroup var signature: OperatorSignature
        @Option(help: "Six digits of a county, prefecture or province.") var place: String
        @Option(help: "Only this crop of the catalogue.") var crop = ""
        @Option(help: "For how many hours.") var hours: Int64 = 72

        func validate() throws {
            guard let code = Adcode(place) else {
                throw ValidationError("--place '\(Terminal.inert(place))' must have six digits")
            }
            if !Gazetteer.shipped.contains(code) { throw ValidationError("--place \(place) is no division of China") }
            if !(1...2000).contains(hours) { throw ValidationError("--hours \(hours) must be from 1 to 2000") }
            if !crop.isEmpty, CropCatalogue.shipped.crop(id: crop) == nil {
                throw ValidationError("--crop '\(Terminal.inert(crop))' is not in the crop catalogue")
            }
        }

        func run() throws {
            var message = EmergencyDeclared()
            message.place = Adcode(place)?.rawValue ?? 0
            message.crop = crop
            message.until = Instant.now.advanced(byMilliseconds: Instant.hours(hours)).milliseconds
            message.by = signature.by
            message.why = signature.why
            try signature.post(key: place, .emergencyDeclared(message))
        }
    }
}
