// A plugin that does what it is told, all of it wrong. Orders come as messages on channel 0, answers go
// back there; the name of the peer decides what happens before the first message.
#include <cordee/plugin.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace {

using cordee::sdk::Message;

[[noreturn]] void hang()
{
    for (;;)
        pause();
}

std::string environment()
{
    std::string out;
    for (char** entry = environ; *entry != nullptr; ++entry)
        out += std::string{*entry} + ";";
    return out;
}

std::string open_descriptors()
{
    std::string out;
    DIR* folder = opendir("/proc/self/fd");
    while (const dirent* entry = readdir(folder))
        if (entry->d_name[0] != '.' && std::atoi(entry->d_name) != dirfd(folder))
            out += std::string{entry->d_name} + ";";
    closedir(folder);
    return out;
}

/// Into a pipe whose reader is gone.
std::string write_to_nobody()
{
    int ends[2] = {-1, -1};
    if (pipe(ends) != 0)
        return "no pipe";
    close(ends[0]);
    const bool failed = write(ends[1], "x", 1) < 0;
    close(ends[1]);
    return failed ? "failed" : "written";
}

class Mischief final : public cordee::sdk::Plugin {
public:
    explicit Mischief(cordee::sdk::Host host) : host_{host}
    {
        if (host_.peer_name() == "throw at creation")
            throw std::runtime_error{"creation is refused"};
    }

    void activate() override
    {
        const std::string mode{host_.peer_name()};
        if (mode == "throw")
            throw std::runtime_error{"there is no display; start one"};
        if (mode == "hang")
            hang();
        if (mode == "crash")
            std::abort();
        if (mode == "greet")
            answer("hello");
    }

    void deactivate() override
    {
        if (host_.peer_name() == "hang at end")
            hang();
        running_ = false;
        if (flood_.joinable())
            flood_.join();
    }

    void received(std::uint16_t, Message message) override
    {
        const std::string order(message.begin(), message.end());
        if (order == "crash")
            std::raise(SIGSEGV);
        else if (order == "exit")
            _exit(0);
        else if (order == "hang")
            hang();
        else if (order == "throw")
            throw std::runtime_error{"thrown while receiving"};
        else if (order == "sleep")
            std::this_thread::sleep_for(std::chrono::milliseconds{150});
        else if (order == "flood")
            flood_ = std::thread{[this] { flood(); }};
        else if (order == "chatter")
            for (int i = 0; i < 1000; ++i)
                host_.info("line");
        else if (order == "finish")
            host_.finish();
        else if (order == "print")
            std::puts("printed"), std::fflush(stdout);
        else if (order == "garbage")
            write_raw("\xff\xff\xff\xff\xff\xff\xff\xff");
        else if (order == "endless")
            write_raw({"\x07\0\0\0\xff\xff\xff\xff", 8});
        else
            answer(reply_to(order));
    }

    void writable() override { answer("writable"); }
    void peer_restarted() override { answer("noted"); }

private:
    std::string reply_to(const std::string& order) const
    {
        if (order == "environment")
            return environment();
        if (order == "descriptors")
            return open_descriptors();
        if (order == "session")
            return std::to_string(getsid(0) == getpid());
        if (order == "facts")
            return std::string{host_.language()} +
                   (host_.side() == cordee::sdk::Side::controlled ? " controlled" : "");
        if (order == "permitted view" || order == "permitted input")
            return host_.permitted(order.substr(10).c_str()) ? "yes" : "no";
        if (order == "write to nobody")
            return write_to_nobody();
        if (order == "wrong channel")
            return std::to_string(host_.send(99, Message{}));
        if (order == "too large")
            return std::to_string(host_.send(0, std::vector<std::uint8_t>(CORDEE_CHANNEL_MAX_MESSAGE + 1)));
        if (order == "largest")
            return std::to_string(host_.send(1, std::vector<std::uint8_t>(CORDEE_CHANNEL_MAX_MESSAGE)));
        return "? " + order;
    }

    void answer(const std::string& text)
    {
        host_.send(0, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    void write_raw(std::string_view bytes)
    {
        [[maybe_unused]] const auto n = write(3, bytes.data(), bytes.size());
    }

    /// Sends without a look at the answer, on channel 1.
    void flood()
    {
        const std::vector<std::uint8_t> drop(1000);
        while (running_)
            if (host_.send(1, drop) == CORDEE_AGAIN)
                std::this_thread::yield();
    }

    cordee::sdk::Host host_;
    std::atomic<bool> running_ = true;
    std::thread flood_;
};

} // namespace

CORDEE_PLUGIN("mischief", Mischief);
