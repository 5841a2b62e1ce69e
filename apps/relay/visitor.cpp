#include "apps/relay/visitor.hpp"

#include "core/base/race.hpp"

#include <boost/asio/post.hpp>

namespace cordee::relay {

namespace asio = boost::asio;

asio::awaitable<void> Visitor::until_shed(asio::awaitable<void> visit)
{
    co_await race(std::move(visit), wait_to_be_shed());
}

asio::awaitable<void> Visitor::wait_to_be_shed()
{
    while (!shed_)
        co_await changed_.wait();
}

Entries::Shed Visitor::shedding(const std::shared_ptr<Visitor>& visitor)
{
    return [weak = std::weak_ptr{visitor}, executor = visitor->executor_] {
        asio::post(executor, [weak] {
            if (const auto here = weak.lock()) {
                here->shed_ = true;
                here->changed_.notify();
            }
        });
    };
}

} // namespace cordee::relay
