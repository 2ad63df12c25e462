/// Offers of a world with one outlet: a processor in Suihua that fetches cabbage itself, whatever the hour is.
enum SmallWorld {
    static let processor = "processor-test"

    static let offers = """
        {"epoch":"2026-03-02T00:00:00+08:00"}
        {"channelOffered":{"channel":"\(processor)","name":"测试加工厂","kind":"PROCESSOR","place":231202,\
        "prices":[{"crop":"napa_cabbage","price":"180"}],"reachMetres":"600000","minimumGrams":"1000000",\
        "gramsPerDay":"60000000","opens":"1772294400000","closes":"1774108800000","handling":"4"}}

        """
}
