// Coroutines that live no longer than their owner.
#pragma once

#include "core/base/signal.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <cstddef>
#include <list>
#include <memory>

namespace cordee {

/// Lives on one strand; every call comes from it. join() must have returned before destruction, or the
/// io_context must have stopped for good.
class TaskGroup {
public:
    explicit TaskGroup(const boost::asio::any_io_executor& executor);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    ~TaskGroup();

    /// Starts a task. One that throws is a bug: it is logged, and the others go on.
    void spawn(boost::asio::awaitable<void> task);
    /// Asks every task to end, at its next suspension point.
    void cancel();
    /// Waits until no task is left.
    boost::asio::awaitable<void> join();
    [[nodiscard]] std::size_t size() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace cordee
