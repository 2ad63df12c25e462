/// What an operator says of one lot: every such record names the lot, who decided and why.
public protocol OperatorRecord: Sendable {
    init()
    var lot: String { get set }
    var by: String { get set }
    var why: String { get set }
}

extension LotVerified: OperatorRecord {}
extension LotUnverifiable: OperatorRecord {}
extension LotMerged: OperatorRecord {}
extension LotOverridden: OperatorRecord {}
extension LotCancelled: OperatorRecord {}
