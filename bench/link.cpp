// Delays of voice and input, and the throughput of bulk, in a real session over 256 kbit/s: operator on the
// left of the link; broker, relay and agent on its right. `up` is sent by the operator's program into the
// link; `down` by the agent's, and the relay stands between it and the link.
//
// On a link that loses packets once with datagrams for the voice, and once on a stream alone.
//
//   bench_link [--seconds N] [--queue MS] [--cc NAME] [--only up|down]
//              [--broker KEY=VALUE]… [--relay KEY=VALUE]… [--both KEY=VALUE]…    settings of broker, relay,
//              both ends
#include "tests/support/bad_link.hpp"
#include "tests/support/traffic.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace {

using namespace cordee::test;

constexpr double kLinkRate = 256'000; // bit/s
constexpr double kVoiceGoal = 60;     // ms over idle
constexpr double kInputGoal = 100;
constexpr double kStreamLossGoal = 250; // ms
constexpr double kShareGoal = 0.80;
constexpr double kAloneGoal = 0.95;

struct Settings {
    int seconds = 20;
    std::string queue = "200";
    std::string congestion_control;
    std::string only;
    std::vector<std::string> broker;
    std::vector<std::string> relay;
    std::vector<std::string> both{"connection.direct=false"}; ///< or there would be no relay in it
};

enum class Direction { up, down };

const char* name_of(Direction direction)
{
    return direction == Direction::up ? "up" : "down";
}

/// One scenario: what the receiving side reports, and what the link carried in the measured time.
struct Outcome {
    TrafficReport received;
    TrafficReport sent;
    double wire = 0; ///< bit/s of IP, in the sender's direction
    std::uint64_t dropped = 0;
};

/// The link and the paths over it.
struct Conditions {
    const char* loss; ///< percent
    bool datagrams;
};

/// One link with everything at both of its ends, for several scenarios.
class Scene {
public:
    Scene(const Settings& settings, const Conditions& conditions)
        : settings_{settings}, link_{"cordee-bench", link_options(settings, conditions.loss)},
          installation_{plan(settings, conditions, link_)}, operator_{nullptr, link_.on_left()},
          client_{nullptr, link_.on_right()}
    {
        installation_.set_up(operator_);
        TrafficSession::allow(operator_);
    }

    /// The streams are words of the order: "voice input bulk".
    [[nodiscard]] Outcome play(Direction direction, const std::vector<std::string>& streams) const;

private:
    static std::vector<std::string> link_options(const Settings& settings, const std::string& loss)
    {
        std::vector<std::string> out{"--rate",  "256",          "--delay", "40",
                                     "--queue", settings.queue, "--loss",  loss};
        if (!settings.congestion_control.empty())
            out.insert(out.end(), {"--cc", settings.congestion_control});
        return out;
    }
    static Installation::Plan plan(const Settings& settings, const Conditions& conditions,
                                   const BadLink& link)
    {
        Installation::Plan out;
        out.broker = settings.broker;
        out.relay = settings.relay;
        if (!conditions.datagrams) {
            out.broker.emplace_back("relay.udp=false");
            out.relay.emplace_back("listen.udp=false");
        }
        out.address = BadLink::right_address();
        out.before = link.on_right();
        out.modules = TrafficSession::packages();
        return out;
    }
    [[nodiscard]] std::string order(Direction direction, const std::vector<std::string>& streams) const
    {
        auto out = "settle 4\ndrain 40\nseconds " + std::to_string(settings_.seconds) + "\n";
        for (const auto& stream : streams)
            out += stream + (direction == Direction::up ? " controlling\n" : " controlled\n");
        return out;
    }

    const Settings& settings_;
    BadLink link_;
    Installation installation_;
    Person operator_;
    Person client_;
};

void sleep_until(Nanoseconds time)
{
    std::this_thread::sleep_for(std::chrono::nanoseconds{time - monotonic_now()});
}

Outcome Scene::play(Direction direction, const std::vector<std::string>& streams) const
{
    const bool up = direction == Direction::up;
    TrafficSession session{operator_, client_, order(direction, streams), settings_.both};
    session.wait_for_begin();
    const auto window = session.at_operator();
    const auto carried = [&] { return up ? link_.counters().left : link_.counters().right; };
    sleep_until(window->from);
    const auto before = carried();
    sleep_until(window->until);
    const auto after = carried();
    session.wait_for_end(std::chrono::seconds{60});
    Outcome out;
    out.received = *(up ? session.at_client() : session.at_operator());
    out.sent = *(up ? session.at_operator() : session.at_client());
    out.wire = static_cast<double>(after.out_bytes - before.out_bytes) * 8 / settings_.seconds;
    out.dropped = after.queue_dropped - before.queue_dropped;
    return out;
}

std::string cell(std::int64_t microseconds)
{
    if (microseconds < 0)
        return "never";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.0f", static_cast<double>(microseconds) / 1000);
    return text.data();
}

bool verdict(bool met)
{
    std::printf("%s\n", met ? "met" : "MISSED");
    return met;
}

/// p95 is held against the limit, if there is one.
void print_delays(const std::string& name, const TrafficReport::Delays& received, std::int64_t refused,
                  std::optional<double> limit = {})
{
    std::printf("  %-26s %6s %6s %6s   %4lld sent, %lld lost, %lld refused", name.c_str(),
                cell(received.p50).c_str(), cell(received.p95).c_str(), cell(received.p99).c_str(),
                static_cast<long long>(received.peer_measured),
                static_cast<long long>(received.peer_measured - received.measured),
                static_cast<long long>(refused));
    if (!limit) {
        std::printf("\n");
        return;
    }
    std::printf("   p95 <= %.0f: ", *limit);
    verdict(received.p95 >= 0 && static_cast<double>(received.p95) / 1000 <= *limit);
}

void print_share(const std::string& name, const Outcome& outcome, double room, double goal, bool by_wire)
{
    const auto payload = static_cast<double>(outcome.received.bulk_bytes_per_second) * 8;
    const auto wire = outcome.wire - (kLinkRate - room);
    std::printf(
        "  %-26s payload %.1f kbit/s (%.1f %%), wire %.1f kbit/s (%.1f %%) of %.1f, %llu packets dropped   "
        "%s >= %.0f %%: ",
        name.c_str(), payload / 1000, payload / room * 100, wire / 1000, wire / room * 100, room / 1000,
        static_cast<unsigned long long>(outcome.dropped), by_wire ? "wire" : "payload", goal * 100);
    verdict((by_wire ? wire : payload) >= goal * room);
}

double limit_over(const TrafficReport::Delays& idle, double more)
{
    return idle.p95 < 0 ? 0 : static_cast<double>(idle.p95) / 1000 + more;
}

/// What is idle on a link without loss: what all is held against.
struct Idle {
    Outcome voice;
    Outcome input;
    [[nodiscard]] double room() const { return kLinkRate - voice.wire - input.wire; }
};

Idle play_idle(const Scene& scene, Direction direction)
{
    Idle out{scene.play(direction, {"voice"}), scene.play(direction, {"input"})};
    print_delays("voice alone", out.voice.received.voice, out.voice.sent.voice.refused);
    print_delays("input alone", out.input.received.input, out.input.sent.input.refused);
    return out;
}

void play_full(const Scene& scene, Direction direction, const Idle& idle, std::optional<double> voice_limit)
{
    const auto full = scene.play(direction, {"voice", "input", "bulk"});
    print_delays("voice beside bulk", full.received.voice, full.sent.voice.refused,
                 voice_limit ? *voice_limit : limit_over(idle.voice.received.voice, kVoiceGoal));
    print_delays("input beside bulk", full.received.input, full.sent.input.refused,
                 limit_over(idle.input.received.input, kInputGoal));
    print_share("bulk beside both", full, idle.room(), kShareGoal, false);
    print_share("bulk alone", scene.play(direction, {"bulk"}), kLinkRate, kAloneGoal, true);
}

void measure(const Settings& settings, Direction direction)
{
    if (!settings.only.empty() && settings.only != name_of(direction))
        return;
    std::optional<Idle> idle;
    for (const auto& conditions : {Conditions{"0", true}, Conditions{"2", true}, Conditions{"2", false}}) {
        std::printf("%s, %s %% loss, %-12s p50    p95    p99 (ms)\n", name_of(direction), conditions.loss,
                    conditions.datagrams ? "datagrams" : "stream");
        try {
            const Scene scene{settings, conditions};
            const auto here = play_idle(scene, direction);
            if (!idle)
                idle = here;
            play_full(scene, direction, *idle,
                      conditions.datagrams ? std::nullopt : std::optional{kStreamLossGoal});
        } catch (const std::exception& error) {
            std::printf("  FAILED: %s\n", error.what());
        }
        std::fflush(stdout);
    }
}

Settings read_settings(int argc, char** argv)
{
    Settings out;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        if (option == "--seconds")
            out.seconds = std::stoi(argv[i + 1]);
        else if (option == "--queue")
            out.queue = argv[i + 1];
        else if (option == "--cc")
            out.congestion_control = argv[i + 1];
        else if (option == "--only")
            out.only = argv[i + 1];
        else if (option == "--broker")
            out.broker.emplace_back(argv[i + 1]);
        else if (option == "--relay")
            out.relay.emplace_back(argv[i + 1]);
        else if (option == "--both")
            out.both.emplace_back(argv[i + 1]);
        else
            throw std::runtime_error{"unknown option " + option};
    }
    return out;
}

void print_conditions(const Settings& settings)
{
    const BadLink link{"cordee-bench", {}};
    auto command = link.on_left();
    command.insert(command.end(), {"cat", "/proc/sys/net/ipv4/tcp_congestion_control"});
    auto control = settings.congestion_control;
    if (control.empty())
        control = run({"cat", std::move(command), {}, {}, {}}).out;
    std::printf("256 kbit/s, 40 ms each way, queue %s ms, %d s each, TCP %s\n", settings.queue.c_str(),
                settings.seconds, control.substr(0, control.find('\n')).c_str());
}

} // namespace

int main(int argc, char** argv)
try {
    const auto settings = read_settings(argc, argv);
    std::string why;
    if (!BadLink::possible(why))
        throw std::runtime_error{why};
    print_conditions(settings);
    measure(settings, Direction::up);
    measure(settings, Direction::down);
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_link: %s\n", error.what());
    return 1;
}
