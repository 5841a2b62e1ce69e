#include "core/endpoint/arrivals.hpp"

#include "core/base/deadline.hpp"
#include "core/endpoint/first_record.hpp"

namespace cordee::endpoint {

namespace asio = boost::asio;

class Arrivals::Place {
public:
    Place(std::multiset<asio::ip::address>& among, const asio::ip::address& address)
        : among_{among}, mine_{among.insert(address)}
    {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { among_.erase(mine_); }

private:
    std::multiset<asio::ip::address>& among_;
    std::multiset<asio::ip::address>::iterator mine_;
};

Arrivals::Arrivals(const asio::any_io_executor& strand, std::chrono::milliseconds patience)
    : patience_{patience}, changed_{strand}, tasks_{strand}
{}

void Arrivals::add(Dialed dialed)
{
    if (addresses_.size() >= kMost || addresses_.count(dialed.peer) >= kMostPerAddress)
        return dialed.connection->close();
    auto place = std::make_unique<Place>(addresses_, dialed.peer);
    tasks_.spawn(listen_to(std::move(dialed), std::move(place)));
}

asio::awaitable<void> Arrivals::listen_to(Dialed dialed, std::unique_ptr<Place> place)
{
    auto first = co_await with_deadline(patience_, first_record(std::move(dialed.connection)));
    place.reset();
    if (!first || heard_)
        co_return;
    dialed.connection = std::move(*first);
    heard_ = std::move(dialed);
    changed_.notify();
}

asio::awaitable<Dialed> Arrivals::first_heard()
{
    while (!heard_)
        co_await changed_.wait();
    auto heard = std::move(*heard_);
    heard_.reset();
    co_return heard;
}

asio::awaitable<void> Arrivals::end()
{
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace cordee::endpoint
