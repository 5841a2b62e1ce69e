#include "apps/broker/http/waiting_room.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::broker {

namespace asio = boost::asio;

namespace {

using Places = std::multimap<std::string, asio::steady_timer>;

/// A place in the room, left also when the wait is cancelled.
class Place {
public:
    Place(Places& places, Places::iterator at) : places_{places}, at_{at} {}
    ~Place() { places_.erase(at_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    Places& places_;
    Places::iterator at_;
};

} // namespace

asio::awaitable<void> WaitingRoom::wait_for(std::string key, std::chrono::milliseconds time)
{
    const auto at = waiting_.emplace(std::move(key), asio::steady_timer{executor_, time});
    const Place place{waiting_, at};
    co_await at->second.async_wait(asio::as_tuple(asio::use_awaitable));
}

void WaitingRoom::notify(const std::string& key)
{
    const auto [first, last] = waiting_.equal_range(key);
    for (auto at = first; at != last; ++at)
        at->second.cancel();
}

void WaitingRoom::notify()
{
    for (auto& [key, timer] : waiting_)
        timer.cancel();
}

} // namespace cordee::broker
