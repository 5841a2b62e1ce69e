// Whether keyboard and pointer of this session reach the modules here. Of several sessions, one has the
// input; and that of a resumed session waits until the agent has seen that the desktop's login is unchanged.
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

    /// Whether this session is the one that has the input.
    void focus(bool held) { focused_ = held; }
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
    /// Until further notice, and not just for a moment: what is typed now is never delivered.
    [[nodiscard]] bool withheld() const { return !focused_ || state_ == State::closed; }
    [[nodiscard]] bool open() const { return focused_ && state_ == State::open; }

    /// An input message while the gate is not open. False: dropped, as it is withheld or more than a person
    /// types in a moment.
    bool put(std::uint16_t channel, Bytes message)
    {
        constexpr std::size_t kMost = 16 * 1024;
        if (withheld() || bytes_ + message.size() > kMost)
            return false;
        bytes_ += message.size() + 1;
        waiting_.push_back({channel, std::move(message)});
        return true;
    }

private:
    enum class State { open, held, closed };
    State state_ = State::open;
    bool focused_ = true;
    std::deque<Waiting> waiting_;
    std::size_t bytes_ = 0;
};

} // namespace cordee::session
