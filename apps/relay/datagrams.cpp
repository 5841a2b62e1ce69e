#include "apps/relay/datagrams.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::udp;

boost::system::error_code Datagrams::open(const asio::ip::address& address, std::uint16_t port)
{
    const udp::endpoint endpoint{address, port};
    boost::system::error_code error;
    socket_.open(endpoint.protocol(), error);
    if (!error && address.is_v6())
        socket_.set_option(asio::ip::v6_only{false}, error);
    if (!error)
        socket_.non_blocking(true, error);
    if (!error)
        socket_.bind(endpoint, error);
    if (error)
        close();
    else
        port_ = socket_.local_endpoint(error).port();
    return error;
}

boost::system::error_code Datagrams::adopt(Descriptor socket)
{
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0)
        return Errc::io_error;
    boost::system::error_code error;
    socket_.assign(name.ss_family == AF_INET6 ? udp::v6() : udp::v4(), socket.get(), error);
    if (error)
        return error;
    [[maybe_unused]] const int kept = socket.release();
    socket_.non_blocking(true, error);
    port_ = socket_.local_endpoint(error).port();
    return error;
}

int Datagrams::native_handle()
{
    return socket_.is_open() ? socket_.native_handle() : -1;
}

std::size_t Datagrams::tokens() const
{
    const std::scoped_lock lock{mutex_};
    return sides_.size();
}

void Datagrams::close()
{
    boost::system::error_code ignored;
    socket_.close(ignored);
    port_ = 0;
}

asio::awaitable<void> Datagrams::run()
{
    std::array<std::uint8_t, wire::kUdpTokenSize + kMaxDatagram + 1>
        buffer; // one more shows what is too long
    while (socket_.is_open()) {
        udp::endpoint from;
        const auto [error, size] = co_await socket_.async_receive_from(asio::buffer(buffer), from,
                                                                       asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted)
            break;
        if (!error) // else somebody before could not be reached, which is of no interest here
            take(View{buffer}.first(size), from);
    }
}

void Datagrams::take(View datagram, const udp::endpoint& from)
{
    if (datagram.size() < wire::kUdpTokenSize || datagram.size() > wire::kUdpTokenSize + kMaxDatagram)
        return;
    const std::scoped_lock lock{mutex_};
    const auto found = sides_.find(*to_array<wire::kUdpTokenSize>(datagram.first(wire::kUdpTokenSize)));
    if (found == sides_.end())
        return;
    auto& flow = *found->second.flow;
    const auto side = found->second.number;
    flow.seen_at_[side] = from;
    const auto record = datagram.subspan(wire::kUdpTokenSize);
    const auto& to = flow.seen_at_[1 - side];
    if (record.empty() || !to || !flow.affords(record.size()))
        return;
    boost::system::error_code dropped; // full or gone: it is a datagram
    socket_.send_to(asio::buffer(record.data(), record.size()), *to, 0, dropped);
    if (dropped)
        return;
    flow.forwarded_ += record.size();
    ++datagrams_;
    bytes_ += record.size();
}

Datagrams::Flow::Flow(Datagrams& datagrams, Random& random, const crypto::RelayBudget& budget)
    : datagrams_{datagrams}, tokens_{random.bytes<wire::kUdpTokenSize>(),
                                     random.bytes<wire::kUdpTokenSize>()},
      budget_{budget, std::chrono::steady_clock::now()}
{
    if (datagrams_.port() == 0)
        return;
    const std::scoped_lock lock{datagrams_.mutex_};
    for (std::size_t side = 0; side < 2; ++side)
        datagrams_.sides_[tokens_[side]] = {this, side};
}

Datagrams::Flow::~Flow()
{
    const std::scoped_lock lock{datagrams_.mutex_};
    for (const auto& token : tokens_)
        datagrams_.sides_.erase(token);
}

bool Datagrams::Flow::affords(std::size_t size)
{
    if (!budget_.limits_anything())
        return true;
    if (budget_.available(std::chrono::steady_clock::now()) < size)
        return false;
    budget_.spend(size);
    return true;
}

std::uint64_t Datagrams::Flow::forwarded() const
{
    const std::scoped_lock lock{datagrams_.mutex_};
    return forwarded_;
}

wire::RelayPaired Datagrams::Flow::paired(std::size_t side) const
{
    const auto port = datagrams_.port();
    return port == 0 ? wire::RelayPaired{} : wire::RelayPaired{port, tokens_.at(side)};
}

} // namespace cordee::relay
