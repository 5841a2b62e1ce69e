#include "apps/relay/open_socket.hpp"

#include "core/transport/socket_options.hpp"

#include <boost/asio/ip/v6_only.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

[[noreturn]] void throw_system_error()
{
    throw boost::system::system_error{{errno, boost::system::system_category()}};
}

} // namespace

tcp::acceptor open_listener(const asio::any_io_executor& executor, const tcp::endpoint& endpoint, bool shared)
{
    tcp::acceptor out{executor};
    out.open(endpoint.protocol());
    out.set_option(tcp::acceptor::reuse_address{true});
    if (shared)
        out.set_option(ReusePort{true});
    if (endpoint.address().is_v6())
        out.set_option(asio::ip::v6_only{false});
    transport::tune_acceptor(out);
    out.bind(endpoint);
    return out;
}

tcp::acceptor adopt_listener(const asio::any_io_executor& executor, const Descriptor& socket)
{
    Descriptor copy{::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0)};
    if (!copy)
        throw_system_error();
    tcp::acceptor out{executor};
    out.assign(endpoint_of(copy.get()).protocol(), copy.get());
    [[maybe_unused]] const int kept = copy.release();
    transport::tune_acceptor(out);
    return out;
}

tcp::socket adopt_socket(const asio::any_io_executor& executor, Descriptor connected)
{
    tcp::socket out{executor};
    tcp::endpoint here;
    auto size = static_cast<socklen_t>(here.capacity());
    boost::system::error_code failed;
    if (::getsockname(connected.get(), here.data(), &size) == 0)
        out.assign(here.protocol(), connected.get(), failed);
    if (out.is_open())
        static_cast<void>(connected.release());
    return out;
}

Result<Accepted> accept_next(int listener)
{
    tcp::endpoint from;
    for (;;) {
        auto size = static_cast<socklen_t>(from.capacity());
        Descriptor socket{::accept4(listener, from.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (socket)
            return Accepted{std::move(socket), from.address()};
        switch (errno) {
        case EAGAIN:
            return Errc::not_found;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            return Errc::exhausted;
        case EBADF:
        case EINVAL:
        case ENOTSOCK:
        case EOPNOTSUPP:
            return Errc::io_error;
        default: // it has gone again, or the network said so in its place
            break;
        }
    }
}

tcp::endpoint endpoint_of(int socket)
{
    tcp::endpoint out;
    auto size = static_cast<socklen_t>(out.capacity());
    if (::getsockname(socket, out.data(), &size) != 0)
        throw_system_error();
    out.resize(size);
    return out;
}

} // namespace cordee::relay
