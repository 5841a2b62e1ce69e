// Time from `join` to the first picture, and from a key to its picture, on loopback: Cordée (end to end
// encrypted, through broker and relay) beside TigerVNC (x0vncserver and xtigervncviewer, no encryption, no
// relay), in one run. The key goes into a terminal on the controlled display; the picture is polled on the
// operator's.
#include "tests/support/session.hpp"

#include "bench/session_probe.hpp"

#include <algorithm>
#include <cstdio>

namespace {

using namespace cordee::test;
using cordee::bench::alike;
using cordee::bench::Duration;
using cordee::bench::Probe;
using Clock = std::chrono::steady_clock;

constexpr int kSessions = 5;
constexpr int kKeys = 100;

struct Times {
    std::vector<double> first_picture; ///< milliseconds
    std::vector<double> key_to_picture;
};

double quantile(std::vector<double> values, double q)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

double until_picture(const Desktop& controlled, const Desktop& controlling, Clock::time_point began)
{
    const auto wanted = controlled.look().screen();
    const bool seen = eventually([&] {
        const auto where = controlling.look().newest_window();
        return where && alike(controlling.look().part(*where), wanted);
    });
    if (!seen)
        throw std::runtime_error{"no picture"};
    return Duration{Clock::now() - began}.count();
}

void type_keys(const Desktop& controlled, const Desktop& controlling, std::vector<double>& times)
{
    Probe probe{controlling.name()};
    const auto window = controlling.look().newest_window().value();
    probe.click(window.x + 200, window.y + 200);
    (void)controlled.still();
    const Looker::Rectangle lines{window.x + 30, window.y + 40, 500, 320};
    for (int i = 0; i < kKeys; ++i) {
        // Not in step with anybody's timer.
        (void)eventually([] { return false; }, milliseconds{40 + i * 7 % 23});
        if (const auto took = probe.key_to_picture(i % 60 == 59 ? 0xff0d : 'x', lines))
            times.push_back(took->count());
    }
}

Times measure_cordee()
{
    Installation installation;
    People people{installation};
    people.controlled.start_terminal();
    (void)people.controlled.still();
    Times times;
    for (int i = 0; i < kSessions; ++i) {
        const auto link = Installation::invite(people.operator_side);
        Process control{people.operator_side.program("cordee", {"control", link})};
        control.line_with("waiting for the client");
        const auto began = Clock::now();
        Process agent{people.client.program("cordee-agent", {"join", link, "--accept", "view,control"})};
        times.first_picture.push_back(until_picture(people.controlled, people.controlling, began));
        if (i + 1 == kSessions)
            type_keys(people.controlled, people.controlling, times.key_to_picture);
        control.stop();
        agent.wait();
    }
    return times;
}

Times measure_tigervnc()
{
    Desktop controlled{800, 600};
    Desktop controlling{1280, 1024};
    controlled.start_terminal();
    (void)controlled.still();
    Times times;
    for (int i = 0; i < kSessions; ++i) {
        const auto port = std::to_string(free_port());
        const auto began = Clock::now();
        auto& server =
            controlled.start({"X0tigervnc", "-rfbport", port, "-SecurityTypes", "None", "-localhost"});
        server.line_with("Listening");
        auto& viewer = controlling.start({"xtigervncviewer", "-SecurityTypes", "None", "127.0.0.1::" + port});
        times.first_picture.push_back(until_picture(controlled, controlling, began));
        if (i + 1 == kSessions)
            type_keys(controlled, controlling, times.key_to_picture);
        viewer.kill();
        server.kill();
        (void)eventually([&] { return !controlling.look().newest_window(); });
    }
    return times;
}

void print(const char* what, const std::vector<double>& ours, const std::vector<double>& theirs, double q)
{
    const auto a = quantile(ours, q);
    const auto b = quantile(theirs, q);
    std::printf("%-34s %9.1f %9.1f %7.2f\n", what, a, b, b > 0 ? a / b : 0);
}

} // namespace

int main()
try {
    const auto theirs = measure_tigervnc();
    const auto ours = measure_cordee();
    std::printf("%-34s %9s %9s %7s\n", "milliseconds", "Cordée", "TigerVNC", "ratio");
    print("join to first picture, first time", {ours.first_picture.front()}, {theirs.first_picture.front()},
          0);
    print("join to first picture, median", ours.first_picture, theirs.first_picture, 0.5);
    print("key to picture, median", ours.key_to_picture, theirs.key_to_picture, 0.5);
    print("key to picture, 95th percentile", ours.key_to_picture, theirs.key_to_picture, 0.95);
    std::printf("keys seen: %zu and %zu of %d\n", ours.key_to_picture.size(), theirs.key_to_picture.size(),
                kKeys);
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_session: %s\n", error.what());
    return 1;
}
