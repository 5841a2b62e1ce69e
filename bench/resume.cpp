// Time from a relay's death to the next message, over a link of 100 ms round trip, with real programs and a
// counted stream in both directions: with a second relay known (the goal is for this), and with only the one
// that died, which is started again at once. Nothing may be lost or repeated.
//
//   bench_resume [KILLS]
#include "tests/support/bad_link.hpp"
#include "tests/support/traffic.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace {

using namespace cordee::test;

constexpr Nanoseconds kMillisecond = 1'000'000;
constexpr double kGoal = 1000; // ms
/// A message that was under way when the relay died may arrive so much later.
constexpr Nanoseconds kUnderWay = 150 * kMillisecond;
constexpr std::int64_t kClearlyNew = 100;
/// A direct path would not care for what happens to relays.
const std::vector<std::string> kOnlyRelays{"connection.direct=false"};
const std::string kOrder = "settle 0\nseconds 3600\ncount 100\ncount_size 600\n";

struct Scene {
    explicit Scene(std::size_t relays)
        : link{"cordee-bench", {"--rate", "10000", "--delay", "50"}}, installation{plan(link, relays)},
          operator_side{nullptr, link.on_left()}, client{nullptr, link.on_right()}
    {
        installation.set_up(operator_side);
        TrafficSession::allow(operator_side);
        session = std::make_unique<TrafficSession>(operator_side, client, kOrder, kOnlyRelays);
        session->wait_for_begin();
    }

    static Installation::Plan plan(const BadLink& link, std::size_t relays)
    {
        Installation::Plan out;
        out.address = BadLink::right_address();
        out.before = link.on_right();
        out.modules = TrafficSession::packages();
        out.relays = relays;
        return out;
    }

    void require_flow() const
    {
        const auto at_operator = session->at_operator()->count.received;
        const auto at_client = session->at_client()->count.received;
        const bool flows = eventually(
            [&] {
                return session->at_operator()->count.received >= at_operator + kClearlyNew &&
                       session->at_client()->count.received >= at_client + kClearlyNew;
            },
            150s);
        if (!flows)
            throw std::runtime_error{"the session did not resume\n" + session->everything()};
    }

    BadLink link;
    Installation installation;
    Person operator_side;
    Person client;
    std::unique_ptr<TrafficSession> session;
};

/// Milliseconds from a kill to the first message after it; 0 when there was no pause.
double time_to_resume(const std::vector<TrafficReport::Gap>& gaps, Nanoseconds killed)
{
    double out = 0;
    for (const auto& gap : gaps)
        if (gap.from <= killed + kUnderWay && gap.until > killed + kUnderWay)
            out = static_cast<double>(gap.until - killed) / kMillisecond;
    return out;
}

bool is_whole(const TrafficReport& report)
{
    return report.count.received == report.count.peer_sent && report.count.missing == 0 &&
           report.count.repeated == 0 && report.count.damaged == 0;
}

double quantile(const std::vector<double>& sorted, double q)
{
    return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

void print(const char* side, const TrafficReport& report, const std::vector<Nanoseconds>& kills)
{
    std::vector<double> times;
    for (const auto killed : kills)
        if (const auto time = time_to_resume(report.count.gaps, killed); time > 0)
            times.push_back(time);
    std::sort(times.begin(), times.end());
    const bool met = times.empty() || times.back() < kGoal;
    std::printf(
        "  at the %-9s %3zu of %zu kills paused it; ms to resume: p50 %.0f, p95 %.0f, max %.0f < %.0f: %s\n",
        side, times.size(), kills.size(), quantile(times, 0.5), quantile(times, 0.95),
        times.empty() ? 0 : times.back(), kGoal, met ? "met" : "MISSED");
    std::printf("  %-16s %lld sent, %lld received, %lld missing, %lld repeated, %lld damaged: %s\n", "",
                static_cast<long long>(report.count.peer_sent), static_cast<long long>(report.count.received),
                static_cast<long long>(report.count.missing), static_cast<long long>(report.count.repeated),
                static_cast<long long>(report.count.damaged), is_whole(report) ? "whole" : "NOT WHOLE");
}

/// Kills the relays in turn, each when the one before is back.
void measure(std::size_t relays, int kills)
{
    std::printf("%zu relay%s, 100 ms round trip\n", relays, relays == 1 ? "" : "s");
    Scene scene{relays};
    std::vector<Nanoseconds> times;
    for (int i = 0; i < kills; ++i) {
        const auto victim = static_cast<std::size_t>(i) % relays;
        scene.require_flow();
        times.push_back(monotonic_now());
        scene.installation.relay(victim).kill();
        if (relays > 1)
            scene.require_flow();
        scene.installation.restart_relay(victim);
    }
    scene.require_flow();
    scene.session->stop_sending();
    scene.session->wait_for_end(60s);
    print("operator", *scene.session->at_operator(), times);
    print("client", *scene.session->at_client(), times);
    scene.session->end();
}

} // namespace

int main(int argc, char** argv)
try {
    std::string why;
    if (!BadLink::possible(why))
        throw std::runtime_error{why};
    const int kills = argc > 1 ? std::stoi(argv[1]) : 50;
    for (const std::size_t relays : {2, 1})
        measure(relays, kills);
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_resume: %s\n", error.what());
    return 1;
}
