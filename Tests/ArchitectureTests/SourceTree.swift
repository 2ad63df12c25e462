import Foundation

/// The project as it stands on disk around this test.
struct SourceTree {
    let top: URL

    init() {
        top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: top.appending(path: folder).path)
    }

    /// Every Swift file below `Sources` and `Tests`, in the order of their paths.
    func swiftFiles() throws -> [SourceFile] {
        try ["Sources", "Tests"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: top.appending(path: folder).path).sorted()
                .filter { $0.hasSuffix(".swift") }
                .map { try SourceFile(path: "\(folder)/\($0)", text: text("\(folder)/\($0)")) }
        }
    }

    func text(_ path: String) throws -> String {
        try String(contentsOf: top.appending(path: path), encoding: .utf8)
    }

    func isRunnable(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: top.appending(path: path).path)
    }
}
