// A request that is answered when there is something to say, or when it has waited long enough.
#pragma once

#include "apps/broker/http/waiting_room.hpp"

#include <chrono>
#include <concepts>

namespace cordee::broker {

/// Asks `look` until it gives something or the time is over, again whenever the room is notified of the key.
/// What `look` gives is empty (nullopt) while there is nothing. The room outlives the coroutine; so does what
/// `look` refers to.
template <class Look>
boost::asio::awaitable<std::invoke_result_t<Look&>> long_poll(WaitingRoom& room, std::string key,
                                                              std::chrono::milliseconds time, Look look)
{
    const auto until = std::chrono::steady_clock::now() + time;
    for (;;) {
        auto found = look();
        const auto left = until - std::chrono::steady_clock::now();
        if (found || left <= left.zero())
            co_return found;
        co_await room.wait_for(key, std::chrono::ceil<std::chrono::milliseconds>(left));
    }
}

} // namespace cordee::broker
