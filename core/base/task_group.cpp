#include "core/base/task_group.hpp"

#include "core/base/logging.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>

namespace cordee {

namespace asio = boost::asio;

/// Shared with the completion handlers, which may run after the group is gone when an io_context is
/// destroyed.
struct TaskGroup::State {
    explicit State(const asio::any_io_executor& on) : executor{on}, changed{on} {}
    asio::any_io_executor executor;
    Signal changed;
    std::list<asio::cancellation_signal> running;
};

namespace {

void log_bug(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& failure) {
        if (failure.code() != asio::error::operation_aborted)
            log::error("a task failed: {}", failure.what());
    } catch (const std::exception& failure) {
        log::error("a task failed: {}", failure.what());
    }
}

} // namespace

TaskGroup::TaskGroup(const asio::any_io_executor& executor) : state_{std::make_shared<State>(executor)} {}

TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(asio::awaitable<void> task)
{
    auto& running = state_->running;
    running.emplace_back();
    auto place = std::prev(running.end());
    asio::co_spawn(
        state_->executor, std::move(task),
        asio::bind_cancellation_slot(place->slot(), [state = state_, place](std::exception_ptr error) {
            state->running.erase(place);
            if (error)
                log_bug(error);
            state->changed.notify();
        }));
}

void TaskGroup::cancel()
{
    // A task may end inside emit() and take its place out of the list.
    for (auto place = state_->running.begin(); place != state_->running.end();) {
        auto current = place++;
        current->emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<void> TaskGroup::join()
{
    const auto state = state_;
    while (!state->running.empty())
        co_await state->changed.wait();
}

std::size_t TaskGroup::size() const
{
    return state_->running.size();
}

} // namespace cordee
