// A supervised test plugin and what came from it, for tests.
#pragma once

#include "core/base/signal.hpp"
#include "core/plugin/supervisor.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace cordee::test {

/// Patience is short: the plugins here are in trouble on purpose.
inline plugin::Limits quick_limits()
{
    plugin::Limits limits;
    limits.ping_interval = std::chrono::milliseconds{200};
    limits.stop_time = std::chrono::milliseconds{500};
    limits.restart_delay = std::chrono::milliseconds{5};
    return limits;
}

inline plugin::Launch launch_of(const std::string& module, const std::string& peer_name = "Ada")
{
    plugin::Launch launch;
    launch.host_program = CORDEE_BINARY_DIR "/bin/cordee-plugin-host";
    launch.library = std::string{CORDEE_BINARY_DIR "/plugins/"} + module + ".so";
    launch.module = module;
    launch.permissions = {"view"};
    launch.peer_name = peer_name;
    launch.channels = 2;
    return launch;
}

class Supervised : public plugin::Supervisor::Listener {
public:
    explicit Supervised(plugin::Launch launch, plugin::Limits limits = quick_limits())
        : changed_{context_.get_executor()}, supervisor{context_.get_executor(), std::move(launch), *this,
                                                        limits}
    {}
    ~Supervised() override { run(supervisor.stop()); }

    template <class T>
    T run(boost::asio::awaitable<T> task)
    {
        return run_awaitable(context_, std::move(task));
    }
    /// Runs until the condition holds; a test whose condition never holds fails by run_awaitable's deadline.
    void until(std::function<bool()> holds) { run(wait(std::move(holds))); }
    void until_event(const std::string& event)
    {
        until([&] { return seen(event); });
    }
    [[nodiscard]] bool seen(const std::string& event) const
    {
        return std::find(events.begin(), events.end(), event) != events.end();
    }
    /// Runs for a while, whatever happens.
    void pass(std::chrono::milliseconds time)
    {
        const auto end = std::chrono::steady_clock::now() + time;
        until([&] { return std::chrono::steady_clock::now() >= end; });
    }
    [[nodiscard]] std::size_t count(const std::string& event) const
    {
        return static_cast<std::size_t>(std::count(events.begin(), events.end(), event));
    }
    [[nodiscard]] boost::asio::io_context& context() { return context_; }
    void order(const std::string& text) { supervisor.send(0, as_view(text)); }
    /// The answer to an order.
    std::string ask(const std::string& text)
    {
        const auto before = answers.size();
        order(text);
        until([&] { return answers.size() > before; });
        return answers.at(before);
    }

    bool received(std::uint16_t channel, View message) override
    {
        if (channel == 1 && !room)
            return false;
        if (channel == 0)
            answers.emplace_back(as_text(message));
        else
            bulk += message.size();
        return happened(channel == 0 ? "message " + std::string{as_text(message)} : "bulk");
    }
    void writable() override { happened("writable"); }
    void restarted() override { happened("restarted"); }
    void finished() override { happened("finished"); }
    void failed(std::string why) override { happened("failed " + why); }
    void log(cordee_log_level level, std::string_view text) override
    {
#ifdef __SANITIZE_THREAD__ // its own thread keeps a new process from leaving its namespaces
        if (text.find("lets no program leave its network") != std::string_view::npos)
            return;
#endif
        happened("log " + std::to_string(level) + " " + std::string{text});
    }

    void show(std::string_view text) override
    {
        happened("show " + std::string{text});
    }
    void ask(plugin::Question question) override
    {
        std::string event = "ask " + question.text;
        for (const auto& choice : question.choices)
            event += "|" + choice;
        questions.push_back(question.number);
        happened(event);
    }
    void withdraw(std::uint32_t question) override
    {
        happened("withdraw " + std::to_string(question));
    }
    void reported(plugin::TaskReport report) override
    {
        reports.push_back(report);
        happened("task " + std::to_string(report.task) + " " + std::to_string(report.state) + " " +
                 report.title + "|" + report.detail);
    }
    void record(std::string act, std::string facts) override
    {
        happened("record " + act + " " + facts);
    }

private:
    bool happened(std::string event)
    {
        if (event != "bulk")
            events.push_back(std::move(event));
        changed_.notify();
        return true;
    }
    boost::asio::awaitable<void> wait(std::function<bool()> holds)
    {
        while (!holds())
            co_await changed_.wait_for(std::chrono::milliseconds{20});
    }

    boost::asio::io_context context_;
    Signal changed_;

public:
    std::vector<std::string> events;
    std::vector<std::string> answers;
    std::vector<std::uint32_t> questions;
    std::vector<plugin::TaskReport> reports;
    std::size_t bulk = 0;
    bool room = true;
    plugin::Supervisor supervisor;
};

} // namespace cordee::test
