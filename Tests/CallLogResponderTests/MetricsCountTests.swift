import Testing

@testable import CallLogResponder

@Suite struct MetricsCountTests {
    @Test func `paths and methods from outside never become labels`() {
        let metrics = Metrics(routes: ["/callLog"])
        metrics.count(path: "/callLog", method: "GET", outcome: "ok", seconds: 0.002)
        metrics.count(path: "/secret", method: "FROB", outcome: "404", seconds: 30)
        #expect(
            metrics.counts.answers == [
                .init(route: "/callLog", method: "GET", outcome: "ok"): 1,
                .init(route: "other", method: "other", outcome: "404"): 1,
            ]
        )
        #expect(metrics.counts.seconds["/callLog"]?.counts[1] == 1)
        #expect(metrics.counts.seconds["other"]?.counts.allSatisfy { $0 == 0 } == true, "beyond the last bound")
        #expect(metrics.counts.seconds["other"]?.total == 1)
    }

    @Test func `the text is escaped and carries the common labels`() {
        var page = PrometheusText(common: [("pid", "7")])
        page.metric("a_total", .counter, "What it is.")
        page.sample("a_total", [("x", "q\"b\\n\n")], 3)
        #expect(
            page.text == """
                # HELP a_total What it is.
                # TYPE a_total counter
                a_total{x="q\\"b\\\\n\\n",pid="7"} 3

                """
        )
    }
}
