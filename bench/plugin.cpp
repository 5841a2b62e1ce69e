// What it costs that a plugin runs in a process of its own: messages between core and plugin beside a bare
// socket pair between two processes and beside memcpy, and the time to start one. All in one run, the best of
// some rounds.
#include "core/base/signal.hpp"
#include "core/plugin/stream_io.hpp"
#include "core/plugin/supervisor.hpp"
#include "tests/support/run_awaitable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <functional>
#include <limits>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cordee;

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kRounds = 3;
constexpr std::size_t kFrame = std::size_t{1280} * 720 * 4;
constexpr double kMicro = 1e6;
constexpr double kGigabyte = 1e9;

double seconds_of(const std::function<void()>& work)
{
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Seconds of each kind of work: they take turns, and the best round of each counts, as the machine may be
/// busy during one of them.
std::vector<double> best_of(const std::vector<std::function<void()>>& kinds)
{
    std::vector<double> out(kinds.size(), std::numeric_limits<double>::max());
    for (int round = 0; round < kRounds; ++round)
        for (std::size_t i = 0; i < kinds.size(); ++i)
            out[i] = std::min(out[i], seconds_of(kinds[i]));
    return out;
}

/// The core's side of the measured plugin.
class Core final : public plugin::Supervisor::Listener {
public:
    Core() : changed_{context_.get_executor()}, supervisor_{context_.get_executor(), launch(), *this} {}
    ~Core() override { run_awaitable(context_, supervisor_.stop()); }

    static plugin::Launch launch()
    {
        plugin::Launch out;
        out.host_program = CORDEE_BINARY_DIR "/bin/cordee-plugin-host";
        out.library = CORDEE_BINARY_DIR "/plugins/measured.so";
        out.module = "measured";
        out.peer_name = "bench";
        out.channels = 2;
        return out;
    }

    void start()
    {
        if (!run_awaitable(context_, supervisor_.start()))
            throw std::runtime_error{"the plugin does not start"};
    }
    void stop() { run_awaitable(context_, supervisor_.stop()); }

    void round_trips(int count, std::size_t size)
    {
        const Bytes message(size, 'e');
        answer_ = [this, message] { supervisor_.send(0, message); };
        answers_ = 0;
        answer_();
        until([&] { return answers_ >= count; });
        answer_ = nullptr;
    }

    void from_plugin(std::size_t count, std::size_t size)
    {
        arrived_ = 0;
        supervisor_.send(0, as_view(fmt::format("s{} {}", count, size)));
        until([&] { return arrived_ >= count; });
    }

    void to_plugin(std::size_t count, std::size_t size)
    {
        const Bytes message(size, 'x');
        answers_ = 0;
        supervisor_.send(0, as_view(fmt::format("c{}", count)));
        std::size_t sent = 0;
        send_more_ = [&] {
            while (sent < count && supervisor_.send(1, message))
                ++sent;
        };
        send_more_();
        until([&] { return answers_ == 1; });
        send_more_ = nullptr;
    }

    bool received(std::uint16_t channel, View message) override
    {
        if (channel == 1) {
            ++arrived_;
            for (std::size_t at = 0; at < message.size(); at += kPage)
                seen_ = seen_ + message[at];
        } else {
            ++answers_;
            if (answer_)
                answer_();
        }
        changed_.notify();
        return true;
    }
    void writable() override
    {
        if (send_more_)
            send_more_();
    }
    void restarted() override { throw std::runtime_error{"the plugin died"}; }
    void finished() override {}
    void failed(std::string why) override { throw std::runtime_error{why}; }
    void log(cordee_log_level, std::string_view) override {}
    void show(std::string_view) override {}
    void ask(plugin::Question) override {}
    void withdraw(std::uint32_t) override {}
    void reported(plugin::TaskReport) override {}
    void record(std::string, std::string) override {}

private:
    static constexpr std::size_t kPage = 4096;

    boost::asio::awaitable<void> wait(std::function<bool()> holds)
    {
        while (!holds())
            co_await changed_.wait();
    }
    void until(std::function<bool()> holds)
    {
        run_awaitable(context_, wait(std::move(holds)), std::chrono::seconds{120});
    }

    boost::asio::io_context context_;
    Signal changed_;
    std::function<void()> answer_;
    std::function<void()> send_more_;
    int answers_ = 0;
    std::size_t arrived_ = 0;
    volatile unsigned seen_ = 0;
    plugin::Supervisor supervisor_;
};

/// Another process at the end of a bare socket pair, as long as this lives.
class Bare {
public:
    explicit Bare(const std::function<void(int)>& other_end)
    {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0)
            throw std::runtime_error{"no socket pair"};
        child_ = fork();
        if (child_ == 0) {
            close(ends[0]);
            other_end(ends[1]);
            _exit(0);
        }
        close(ends[1]);
        socket_ = ends[0];
    }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;
    ~Bare()
    {
        close(socket_);
        waitpid(child_, nullptr, 0);
    }
    [[nodiscard]] int socket() const { return socket_; }

private:
    int socket_ = -1;
    pid_t child_ = -1;
};

bool write_all(int to, View bytes)
{
    std::array<iovec, 1> parts{iovec{const_cast<std::uint8_t*>(bytes.data()), bytes.size()}};
    return plugin::write_exactly(to, parts);
}

void bare_round_trips(int count, std::size_t size)
{
    Bytes message(size, 'e');
    const Bare other{[&](int socket) {
        while (plugin::read_exactly(socket, message) && write_all(socket, message)) {
        }
    }};
    for (int i = 0; i < count; ++i)
        if (!write_all(other.socket(), message) || !plugin::read_exactly(other.socket(), message))
            throw std::runtime_error{"the bare socket pair broke"};
}

void bare_stream(std::size_t count, std::size_t size)
{
    Bytes message(size, 'x');
    const Bare other{[&](int socket) {
        for (std::size_t i = 0; i < count && write_all(socket, message); ++i) {
        }
    }};
    for (std::size_t i = 0; i < count; ++i)
        if (!plugin::read_exactly(other.socket(), message))
            throw std::runtime_error{"the bare socket pair broke"};
}

void copies(std::size_t count, std::size_t size)
{
    const Bytes from(size, 'x');
    Bytes to(size);
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(to.data(), from.data(), size);
        asm volatile("" : : "r"(to.data()) : "memory"); // it happens, though nobody looks
    }
}

void run_true()
{
    const pid_t child = fork();
    if (child == 0) {
        execl("/bin/true", "true", nullptr);
        _exit(1);
    }
    waitpid(child, nullptr, 0);
}

void measure_round_trip(Core& core)
{
    constexpr int kCount = 20'000;
    constexpr std::size_t kSize = 64;
    const auto spent =
        best_of({[&] { bare_round_trips(kCount, kSize); }, [&] { core.round_trips(kCount, kSize); }});
    fmt::print("round trip of 64 bytes, core → plugin → core\n");
    fmt::print("  bare socket pair      {:8.2f} µs\n", spent[0] / kCount * kMicro);
    fmt::print("  plugin                {:8.2f} µs   {:5.2f} times the bare one\n\n",
               spent[1] / kCount * kMicro, spent[1] / spent[0]);
}

void measure_stream(Core& core, std::size_t size)
{
    const auto count = (std::size_t{1} << 30) / size;
    const auto bytes = static_cast<double>(count * size);
    const auto spent =
        best_of({[&] { copies(count, size); }, [&] { bare_stream(count, size); },
                 [&] { core.from_plugin(count, size); }, [&] { core.to_plugin(count, size); }});
    const auto line = [&](const char* what, double seconds) {
        fmt::print("  {:<20}  {:8.2f} GB/s   {:5.2f} of memcpy, {:5.2f} of the bare one\n", what,
                   bytes / seconds / kGigabyte, spent[0] / seconds, spent[1] / seconds);
    };
    fmt::print("messages of {} KiB, one way\n", size >> 10);
    fmt::print("  memcpy                {:8.2f} GB/s\n", bytes / spent[0] / kGigabyte);
    line("bare socket pair", spent[1]);
    line("plugin → core", spent[2]);
    line("core → plugin", spent[3]);
    fmt::print("\n");
}

void measure_frame(Core& core)
{
    constexpr std::size_t kCount = 300;
    constexpr double kRate = 30; // frames a second, as a screen is sent
    const auto spent = best_of({[&] { copies(kCount, kFrame); }, [&] { bare_stream(kCount, kFrame); },
                                [&] { core.from_plugin(kCount, kFrame); }});
    fmt::print("a frame of 1280x720x4 bytes, plugin → core\n");
    fmt::print("  memcpy                {:8.0f} µs\n", spent[0] / kCount * kMicro);
    fmt::print("  bare socket pair      {:8.0f} µs\n", spent[1] / kCount * kMicro);
    fmt::print(
        "  plugin                {:8.0f} µs   {:.2f} of the bare one; isolation costs {:.1f} % of the time "
        "between two\n                                        frames at {:.0f} a second beyond one copy\n\n",
        spent[2] / kCount * kMicro, spent[2] / spent[1], (spent[2] - spent[0]) / kCount * kRate * 100, kRate);
}

void measure_start()
{
    constexpr int kCount = 20;
    const auto spent = best_of({[] {
                                    for (int i = 0; i < kCount; ++i)
                                        run_true();
                                },
                                [] {
                                    for (int i = 0; i < kCount; ++i) {
                                        Core core;
                                        core.start();
                                    }
                                }});
    fmt::print("start and end of a plugin, confinement and all\n");
    fmt::print("  /bin/true             {:8.2f} ms\n", spent[0] / kCount * 1e3);
    fmt::print("  plugin                {:8.2f} ms   {:5.2f} times as long\n", spent[1] / kCount * 1e3,
               spent[1] / spent[0]);
}

} // namespace

int main()
{
    {
        Core core;
        core.start();
        measure_round_trip(core);
        for (const std::size_t size : {std::size_t{64} << 10, std::size_t{1} << 20, std::size_t{16} << 20})
            measure_stream(core, size);
        measure_frame(core);
    }
    measure_start();
    return 0;
}
