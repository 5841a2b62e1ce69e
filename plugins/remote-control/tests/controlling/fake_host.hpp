// The core as the plugin sees it, and the other half of remote control as the test plays it.
#pragma once

#include "protocol/messages.hpp"
#include "tests/support/picture.hpp"

#include <cordee/plugin.hpp>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace cordee::remote::test {

/// Runs the plugin in this process. Calls of the plugin come from two threads.
class FakeHost {
public:
    explicit FakeHost(bool input_permitted = true);
    ~FakeHost();
    FakeHost(const FakeHost&) = delete;
    FakeHost& operator=(const FakeHost&) = delete;

    cordee_status activate();
    /// Answers the plugin's Hello.
    void greet(Mode mode);
    /// A whole screen of these pixels, or a part of it.
    void show(const cordee::test::Picture& picture);
    void show(const cordee::test::Picture& picture, const Rect& part);
    void say(const ControlMessage& message) { receive(kControlChannel, encode(message)); }
    void say(const ScreenMessage& message) { receive(kScreenChannel, encode(message)); }
    void receive(std::uint16_t channel, const Bytes& bytes);
    void restart_peer();
    void deactivate();

    [[nodiscard]] std::vector<InputMessage> input() const;
    [[nodiscard]] std::vector<ControlMessage> control() const;
    /// The text that the keys and texts make at the other side.
    [[nodiscard]] std::string typed() const;
    /// Keys only, "+61" and "-61".
    [[nodiscard]] std::string keys() const;
    void forget_input();
    [[nodiscard]] std::string errors() const;

    std::atomic<bool> input_permitted;
    std::atomic<bool> finished{false};

private:
    static FakeHost& of(const cordee_host* host) { return *static_cast<FakeHost*>(host->host_data); }
    static const void* extension(const cordee_host* host, const char* id);
    static cordee_status send(const cordee_host* host, std::uint16_t channel, const std::uint8_t* data,
                              std::size_t size);
    static void log(const cordee_host* host, cordee_log_level level, const char* text, std::size_t size);

    cordee_host host_;
    mutable std::mutex mutex_;
    std::vector<InputMessage> input_;
    std::vector<ControlMessage> control_;
    std::string errors_;
    const cordee_plugin* plugin_;
    const cordee_plugin_channel* channel_;
    std::uint32_t update_ = 0;
    bool active_ = false;
};

} // namespace cordee::remote::test
