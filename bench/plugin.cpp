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
#include <cstdlib>
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

/// One kind of work, done in pieces.
using Piece = std::function<void()>;

/// Seconds of a piece, from as many as fit into some time.
double seconds_of(const Piece& piece)
{
    constexpr std::chrono::milliseconds kTime{400};
    const auto begin = Clock::now();
    auto now = begin;
    int pieces = 0;
    for (; now - begin < kTime; now = Clock::now()) {
        piece();
        ++pieces;
    }
    return std::chrono::duration<double>(now - begin).count() / pieces;
}

/// Seconds of a piece of each kind: they take turns, and the best round of each counts, as the machine may be
/// busy during one of them.
std::vector<double> best_of(const std::vector<Piece>& kinds)
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
        order(fmt::format("s{} {}", count, size));
        until([&] { return arrived_ >= count; });
    }

    void to_plugin(std::size_t count, std::size_t size)
    {
        const Bytes message(size, 'x');
        answers_ = 0;
        order(fmt::format("c{}", count));
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
        changed_.notify();
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

    /// The last of the messages before may still be on its way.
    void order(const std::string& text)
    {
        until([&] { return supervisor_.send(0, as_view(text)); });
    }
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

class Echo {
public:
    explicit Echo(std::size_t size)
        : message_(size, 'e'), other_{[this](int socket) {
              while (plugin::read_exactly(socket, message_) && write_all(socket, message_)) {
              }
          }}
    {}
    void round_trips(int count)
    {
        for (int i = 0; i < count; ++i)
            if (!write_all(other_.socket(), message_) || !plugin::read_exactly(other_.socket(), message_))
                throw std::runtime_error{"the bare socket pair broke"};
    }

private:
    Bytes message_;
    Bare other_;
};

class Stream {
public:
    explicit Stream(std::size_t size)
        : message_(size, 'x'), other_{[this](int socket) {
              while (write_all(socket, message_)) {
              }
          }}
    {}
    void read(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            if (!plugin::read_exactly(other_.socket(), message_))
                throw std::runtime_error{"the bare socket pair broke"};
    }

private:
    Bytes message_;
    Bare other_;
};

class Copies {
public:
    explicit Copies(std::size_t size) : from_(size, 'x'), to_(size) {}
    void copy(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            std::memcpy(to_.data(), from_.data(), from_.size());
            asm volatile("" : : "r"(to_.data()) : "memory"); // it happens, though nobody looks
        }
    }

private:
    Bytes from_;
    Bytes to_;
};

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
    constexpr int kCount = 100;
    constexpr std::size_t kSize = 64;
    Echo bare{kSize};
    const auto spent = best_of({[&] { bare.round_trips(kCount); }, [&] { core.round_trips(kCount, kSize); }});
    fmt::print("round trip of 64 bytes, core → plugin → core\n");
    fmt::print("  bare socket pair      {:8.2f} µs\n", spent[0] / kCount * kMicro);
    fmt::print("  plugin                {:8.2f} µs   {:5.2f} times the bare one\n\n",
               spent[1] / kCount * kMicro, spent[1] / spent[0]);
    std::fflush(stdout);
}

void measure_stream(Core& core, std::size_t size)
{
    const auto count = (std::size_t{64} << 20) / size;
    const auto bytes = static_cast<double>(count * size);
    Copies copies{size};
    Stream bare{size};
    const auto spent =
        best_of({[&] { copies.copy(count); }, [&] { bare.read(count); },
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
    std::fflush(stdout);
}

void measure_frame(Core& core)
{
    constexpr std::size_t kCount = 10;
    constexpr double kRate = 30; // frames a second, as a screen is sent
    Copies copies{kFrame};
    Stream bare{kFrame};
    const auto spent = best_of({[&] { copies.copy(kCount); }, [&] { bare.read(kCount); },
                                [&] { core.from_plugin(kCount, kFrame); }});
    const auto beyond = (spent[2] - spent[0]) / kCount;
    fmt::print("a frame of 1280x720x4 bytes, plugin → core\n");
    fmt::print("  memcpy                {:8.0f} µs\n", spent[0] / kCount * kMicro);
    fmt::print("  bare socket pair      {:8.0f} µs\n", spent[1] / kCount * kMicro);
    fmt::print("  plugin                {:8.0f} µs   {:5.2f} times the bare one\n",
               spent[2] / kCount * kMicro, spent[2] / spent[1]);
    fmt::print("  isolation costs       {:8.0f} µs beyond one copy, {:.1f} % of a core at {:.0f} frames a "
               "second\n\n",
               beyond * kMicro, beyond * kRate * 100, kRate);
    std::fflush(stdout);
}

void measure_start()
{
    const auto spent = best_of({run_true, [] {
                                    Core core;
                                    core.start();
                                }});
    fmt::print("start and end of a plugin, confinement and all\n");
    fmt::print("  /bin/true             {:8.2f} ms\n", spent[0] * 1e3);
    fmt::print("  plugin                {:8.2f} ms   {:5.2f} times as long\n", spent[1] * 1e3,
               spent[1] / spent[0]);
}

} // namespace

/// `bench_plugin [KIB…]`: with sizes of messages, only these are measured.
int main(int count, char** arguments)
{
    std::vector<std::size_t> sizes{64, 1024, 16384};
    if (count > 1)
        sizes.clear();
    for (int i = 1; i < count; ++i)
        sizes.push_back(std::strtoul(arguments[i], nullptr, 10));
    {
        Core core;
        core.start();
        if (count == 1)
            measure_round_trip(core);
        for (const auto size : sizes)
            measure_stream(core, size << 10);
        if (count == 1)
            measure_frame(core);
    }
    if (count == 1)
        measure_start();
    return 0;
}
