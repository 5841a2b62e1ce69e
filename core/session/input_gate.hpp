// Keyboard and pointer of a resumed session wait here until the agent has seen that the desktop's login is
// unchanged.
#pragma once

#include "core/base/bytes.hpp"

#include <cstdint>
#include <deque>
#include <utility>

namespace cordee::session {

/// Pure state; the session's strand.
class InputGate {
public:
    struct Waiting {
        std::uint16_t channel = 0;
        Bytes message;
    };

    void hold()
    {
        if (state_ == State::open)
            state_ = State::held;
    }
    /// What waited, in order.
    std::deque<Waiting> release()
    {
        if (state_ == State::held)
            state_ = State::open;
        bytes_ = 0;
        return std::exchange(waiting_, {});
    }
    void refuse()
    {
        state_ = State::closed;
        waiting_.clear();
        bytes_ = 0;
    }
    [[nodiscard]] bool refused() const { return state_ == State::closed; }
    [[nodiscard]] bool open() const { return state_ == State::open; }

    /// An input message while the gate is not open. False: dropped, as it is more than a person types in a
    /// moment.
    bool put(std::uint16_t channel, Bytes message)
    {
        constexpr std::size_t kMost = 16 * 1024;
        if (state_ == State::closed || bytes_ + message.size() > kMost)
            return false;
        bytes_ += message.size() + 1;
        waiting_.push_back({channel, std::move(message)});
        return true;
    }

private:
    enum class State { open, held, closed };
    State state_ = State::open;
    std::deque<Waiting> waiting_;
    std::size_t bytes_ = 0;
};

} // namespace cordee::session
