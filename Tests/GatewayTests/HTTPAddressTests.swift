import Gateway
import Testing

@Suite struct HTTPAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9464", "127.0.0.1", 9464), ("0.0.0.0:0", "0.0.0.0", 0), ("[::1]:80", "::1", 80),
        ("localhost:65535", "localhost", 65535),
    ])
    func anAddressReadsAndIsShownAsItWasWritten(text: String, host: String, port: Int) throws {
        let address = try #require(HTTPAddress(text))
        #expect(address == HTTPAddress(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", "9464", ":9464", "localhost", "localhost:", "localhost:-1", "localhost:65536", "::1:80", "[::1]",
        "[abc]:80", "[]:80", "a b:80", "http://localhost:80", "localhost:８０", "主机:80", "a:99999999999999999999",
    ])
    func whatIsNoAddressDoesNotRead(text: String) { #expect(HTTPAddress(text) == nil) }
}
