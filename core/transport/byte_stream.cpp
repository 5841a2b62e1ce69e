#include "core/transport/byte_stream.hpp"

#include <boost/asio/ssl/stream.hpp>

namespace cordee::transport {

namespace asio = boost::asio;
using asio::ip::tcp;

ByteStream::ByteStream(tcp::socket plain) : plain_{std::move(plain)} {}

ByteStream::ByteStream(std::unique_ptr<TlsStream> tls) : plain_{tls->get_executor()}, tls_{std::move(tls)} {}

ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&&) noexcept = default;
ByteStream::~ByteStream() = default;

tcp::socket& ByteStream::socket()
{
    return tls_ ? tls_->next_layer() : plain_;
}

ByteStream::executor_type ByteStream::get_executor()
{
    return plain_.get_executor();
}

void ByteStream::read(asio::mutable_buffer into, Handler handler)
{
    if (tls_)
        tls_->async_read_some(into, std::move(handler));
    else
        plain_.async_read_some(into, std::move(handler));
}

void ByteStream::write(const Pieces& from, Handler handler)
{
    if (tls_)
        tls_->async_write_some(from, std::move(handler));
    else
        plain_.async_write_some(from, std::move(handler));
}

} // namespace cordee::transport
