#include "apps/broker/storage/durability.hpp"

#include "apps/broker/storage/database.hpp"

#include <boost/asio/post.hpp>

namespace cordee::broker {

namespace asio = boost::asio;

Durability::Durability(const asio::any_io_executor& executor, Database& database)
    : executor_{executor}, database_{database}, finished_{executor}
{}

Durability::~Durability()
{
    thread_.join();
}

asio::awaitable<void> Durability::settle()
{
    const auto wanted = database_.changes();
    while (durable_ < wanted) {
        if (!running_)
            start();
        co_await finished_.wait();
        if (failure_ && durable_ < wanted && wanted <= failed_)
            std::rethrow_exception(failure_);
    }
}

void Durability::start()
{
    running_ = true;
    asio::post(thread_, [this, reached = database_.changes()] {
        std::exception_ptr error;
        try {
            database_.make_durable();
        } catch (...) {
            error = std::current_exception();
        }
        asio::post(executor_, [this, reached, error] { finish(reached, error); });
    });
}

void Durability::finish(std::uint64_t reached, const std::exception_ptr& error)
{
    running_ = false;
    failure_ = error;
    (error ? failed_ : durable_) = reached;
    finished_.notify();
}

} // namespace cordee::broker
