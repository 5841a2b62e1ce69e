// The plugin host as a test sees it: what the plugin sent, said and asked for.
#pragma once

#include "protocol/messages.hpp"

#include <cordee/plugin.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace cordee::remote::test {

class FakeHost {
public:
    struct Sent {
        std::uint16_t channel = 0;
        Bytes bytes{};
    };

    FakeHost();
    [[nodiscard]] sdk::Host host() const { return sdk::Host{&host_}; }

    /// The next message; nothing when none comes within ten seconds, or `within`.
    std::optional<Sent> next(std::chrono::milliseconds within = std::chrono::seconds{10});
    [[nodiscard]] std::string errors();
    [[nodiscard]] bool finished() const { return finished_; }

    std::atomic<bool> view{true};
    std::atomic<bool> input{true};
    /// The queue takes nothing while this is set.
    std::atomic<bool> full{false};

private:
    static FakeHost& of(const cordee_host* host) { return *static_cast<FakeHost*>(host->host_data); }
    static cordee_status send(const cordee_host* host, std::uint16_t channel, const std::uint8_t* data,
                              std::size_t size);
    static void write(const cordee_host* host, cordee_log_level level, const char* text, std::size_t size);
    static const void* extension(const cordee_host*, const char* id);

    cordee_host host_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Sent> sent_;
    std::string errors_;
    std::atomic<bool> finished_{false};
};

} // namespace cordee::remote::test
