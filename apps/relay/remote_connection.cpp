#include "apps/relay/remote_connection.hpp"

#include "core/base/run_on.hpp"

#include <boost/asio/post.hpp>

namespace cordee::relay {

namespace asio = boost::asio;

namespace {

asio::awaitable<bool> wait_there(transport::ServedConnection& connection)
{
    co_await connection.wait_readable();
    co_return true;
}

} // namespace

RemoteConnection::RemoteConnection(std::unique_ptr<transport::ServedConnection> connection,
                                   asio::any_io_executor there)
    : connection_{std::move(connection)}, there_{std::move(there)}
{}

RemoteConnection::~RemoteConnection()
{
    asio::post(there_, [connection = std::move(connection_)] {});
}

asio::awaitable<Result<View>> RemoteConnection::receive()
{
    co_return co_await run_on(there_, connection_->receive());
}

asio::awaitable<Result<void>> RemoteConnection::send(View record)
{
    co_return co_await run_on(there_, connection_->send(record));
}

asio::awaitable<void> RemoteConnection::wait_readable()
{
    co_await run_on(there_, wait_there(*connection_));
}

void RemoteConnection::finish() noexcept
{
    asio::post(there_, [connection = connection_] { connection->finish(); });
}

void RemoteConnection::close() noexcept
{
    asio::post(there_, [connection = connection_] { connection->close(); });
}

} // namespace cordee::relay
