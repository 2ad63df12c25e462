import Testing

/// The program as its users meet it: real processes, on a log file of their own.
///
/// One after the other: each test starts several processes, and what they must show does not depend on the machine's speed
/// but their patience does.
@Suite(.serialized)
enum CommandTests {}
