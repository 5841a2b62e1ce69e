#include "core/transport/socket_options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;

template <int Name>
using TcpOption = asio::detail::socket_option::integer<IPPROTO_TCP, Name>;

constexpr int kUnsentBytes = 64 * 1024; // four bulk records

template <class Socket>
void tune(Socket& socket)
{
    boost::system::error_code ignored; // a socket that the other side just reset; reading will tell
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    socket.set_option(TcpOption<TCP_NOTSENT_LOWAT>{kUnsentBytes}, ignored);
    socket.set_option(asio::socket_base::keep_alive{true}, ignored);
    socket.set_option(TcpOption<TCP_KEEPIDLE>{30}, ignored); // seconds
    socket.set_option(TcpOption<TCP_KEEPINTVL>{10}, ignored);
    socket.set_option(TcpOption<TCP_KEEPCNT>{3}, ignored);
}

} // namespace

void tune_socket(asio::ip::tcp::socket& socket)
{
    tune(socket);
}

void tune_acceptor(asio::ip::tcp::acceptor& acceptor)
{
    tune(acceptor);
}

} // namespace cordee::transport
