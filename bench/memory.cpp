// Bytes of heap that one idle session holds, of both sides over a pipe in memory, without its modules'
// processes: after the handshake, with a module running, and after 8 MiB went through it.
#include "tests/core/session/two_sides.hpp"

#include <cstdio>
#include <malloc.h>
#include <stdexcept>

namespace {

using namespace cordee;
using session::test::TwoSides;

constexpr std::size_t kPairs = 50; // a hundred sessions
constexpr double kGoal = 100'000;
constexpr std::size_t kMessage = 64 * 1024;
constexpr std::size_t kMessages = 128;

std::size_t heap()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

using Pairs = std::vector<std::unique_ptr<TwoSides>>;

void require(bool done, const char* what)
{
    if (!done)
        throw std::runtime_error{what};
}

void print(const char* when, std::size_t before)
{
    const auto bytes = static_cast<double>(heap() - before) / (2 * kPairs);
    std::printf("%-40s %9.0f bytes a session < %.0f: %s\n", when, bytes, kGoal,
                bytes < kGoal ? "met" : "MISSED");
}

/// Sends through the operator's half until the agent's has it all.
void pass_messages(TwoSides& pair)
{
    const Bytes message(kMessage, 7);
    const auto taken = [&] {
        return std::count_if(pair.agent.log.begin(), pair.agent.log.end(),
                             [](const std::string& line) { return line.starts_with("0: "); });
    };
    for (std::size_t sent = 0; sent < kMessages;) {
        if (pair.helping.provider.module->port.send(0, message))
            ++sent;
        else
            require(pair.run([&, had = taken()] { return taken() > had; }), "no message came through");
    }
    require(pair.run([&] { return taken() == static_cast<std::ptrdiff_t>(kMessages); }),
            "a message is missing");
    for (auto* side : {&pair.helping, &pair.agent})
        session::test::Log{}.swap(side->log);
    // A moment later everything is acknowledged, and the session is idle.
    run_awaitable(pair.context, [](boost::asio::io_context& on) -> boost::asio::awaitable<void> {
        boost::asio::steady_timer timer{on, std::chrono::milliseconds{100}};
        co_await timer.async_wait(boost::asio::use_awaitable);
    }(pair.context));
}

} // namespace

int main()
try {
    Pairs pairs;
    for (std::size_t i = 0; i < kPairs; ++i)
        pairs.push_back(std::make_unique<TwoSides>());
    const auto before = heap();
    for (auto& pair : pairs)
        require(pair->run_up(), "no session came about");
    print("after the handshake", before);
    for (auto& pair : pairs)
        require(pair->offer_accepted(), "no module came about");
    print("with a module", before);
    for (auto& pair : pairs)
        pass_messages(*pair);
    print("after 8 MiB", before);
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_memory: %s\n", error.what());
    return 1;
}
