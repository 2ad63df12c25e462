import Intake

/// Makes the five desks as every process of a channel must make them, so that all decide alike.
public struct DeskFactory: Sendable {
    private let settings: DeskSettings
    private let lotSettings: LotDeskSettings
    private let parser: MessageParser
    private let knowledge: ShippedKnowledge

    public init(decisionWindowMilliseconds: Int64 = DeskSettings().decisionWindowMilliseconds) {
        self.init(settings: DeskSettings(decisionWindowMilliseconds: decisionWindowMilliseconds))
    }

    /// Desks under other rules than the channel's own: for rehearsals.
    public init(settings: DeskSettings, lotSettings: LotDeskSettings = LotDeskSettings()) {
        self.settings = settings
        self.lotSettings = lotSettings
        parser = MessageParser.shipped
        knowledge = ShippedKnowledge()
    }

    public func make(_ name: DeskName) -> any Desk {
        switch name {
        case .intake: IntakeDesk(parser: parser)
        case .lot: LotDesk(knowledge: knowledge, settings: lotSettings)
        case .promotion: PromotionDesk(settings: settings)
        case .broadcast: BroadcastDesk(settings: settings)
        case .dispatch: DispatchDesk(settings: settings, roads: knowledge, rules: knowledge)
        }
    }
}
