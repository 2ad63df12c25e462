import GreenChannelModel
import RoutePlanning

/// A vehicle's trip as a plan of routes left it, for the next plan to go on with: most trips are as they were, and to work
/// each out anew from the ledger costs more than all else that a decision does.
///
/// Good as long as neither the vehicle's entry nor those of its loads have changed, and only with the roads of that plan.
struct PlannedTrip: Sendable {
    let vehicle: VehicleEntry
    /// By the number of the load in the route.
    let loads: [BidEntry]
    var route: Route
}
