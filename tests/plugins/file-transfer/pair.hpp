// Both halves of file transfer in plugin hosts of their own, and a line between them as a session has it.
#pragma once

#include "core/base/signal.hpp"
#include "core/plugin/supervisor.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <optional>

namespace cordee::test {

class TransferPair;

class TransferHalf final : public plugin::Supervisor::Listener {
public:
    TransferHalf(TransferPair& pair, cordee_side side);

    bool received(std::uint16_t channel, View message) override;
    void writable() override;
    void restarted() override;
    void finished() override {}
    void failed(std::string why) override { failure = std::move(why); }
    void log(cordee_log_level level, std::string_view text) override;
    void show(std::string_view) override {}
    void ask(plugin::Question question) override;
    void withdraw(std::uint32_t) override {}
    void reported(plugin::TaskReport report) override;
    void record(std::string act, std::string facts) override;

    [[nodiscard]] bool ended(std::uint32_t task) const
    {
        const auto found = reports.find(task);
        return found != reports.end() && found->second.state >= CORDEE_TASK_DONE;
    }

    TemporaryFolder folder;
    std::map<std::uint32_t, plugin::TaskReport> reports;
    std::vector<std::string> acts;
    std::vector<std::string> questions;
    std::vector<std::string> errors;
    std::string failure;
    std::uint64_t sent = 0;
    int restarts = 0;

private:
    TransferPair& pair_;

public:
    plugin::Supervisor supervisor;
};

class TransferPair {
public:
    TransferPair();
    ~TransferPair();

    template <class T>
    T run(boost::asio::awaitable<T> task)
    {
        return run_awaitable(context_, std::move(task));
    }
    /// Fails by run_awaitable's deadline when that never holds.
    void until(std::function<bool()> holds) { run(wait(std::move(holds))); }
    void changed() { changed_.notify(); }
    TransferHalf& other(const TransferHalf& half) { return &half == &controlling ? controlled : controlling; }
    [[nodiscard]] boost::asio::any_io_executor executor() { return context_.get_executor(); }

private:
    boost::asio::awaitable<void> wait(std::function<bool()> holds)
    {
        while (!holds())
            co_await changed_.wait_for(std::chrono::milliseconds{20});
    }

    boost::asio::io_context context_;
    Signal changed_;

public:
    TransferHalf controlling;
    TransferHalf controlled;
};

} // namespace cordee::test
