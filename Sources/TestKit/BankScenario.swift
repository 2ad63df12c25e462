import EventLog
public import Streams

/// The bank in a simulation: what customers do, and both checks.
public enum BankScenario {
    public static let partitions: Int32 = 4

    /// - Parameters:
    ///   - orders: how many orders come from outside.
    ///   - application: the bank, or one that differs from it.
    public static func scenario(
        orders: Int = 200,
        application: StreamApplication = Bank.application(partitions: partitions)
    ) -> Simulation.Scenario {
        let model = BankModel()
        let fold = FoldChecker(
            application,
            topics: Bank.topics(partitions: partitions),
            isInput: Bank.isInput
        )
        var left = orders
        let check = { (view: SimulationView) in
            let newRecords = try view.newRecords()
            try model.check(newRecords, view)
            try fold.check(newRecords, view)
        }
        return Simulation.Scenario(
            workload: { random, now in
                guard left > 0 else { return [] }
                let count = min(left, Int(random.number(in: 1...5)))
                left -= count
                return (0..<count).map { _ in order(&random, now) }
            },
            invariant: check,
            outcome: { view in
                try check(view)
                try model.checkAtRest(partitions: Int(partitions))
            }
        )
    }

    private static func order(_ random: inout SimulationRandom, _ now: Timestamp) -> Post {
        let account = "a\(random.number(in: 0...11))"
        let amount = random.number(in: 1...100)
        // Producers' clocks differ, so timestamps are not in order.
        let time = now.advanced(byMilliseconds: -random.number(in: 0...200))
        let text =
            switch random.number(in: 0...19) {
            case 0...6: "deposit \(account) \(amount)"
            case 7...12: "transfer \(account) \(amount) a\(random.number(in: 0...11))"
            case 13...15: "hold \(account) \(amount) \(now.milliseconds + random.number(in: 0...20_000))"
            case 16: "close \(account)"
            case 17: "news"
            case 18: "deposit \(account) much"
            default: "\u{fffd} \(amount)"
            }
        return Bank.order(account, text, at: time)
    }
}
