#include "core/endpoint/first_record.hpp"

#include <optional>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using transport::Connection;

class HeardConnection final : public Connection {
public:
    HeardConnection(std::unique_ptr<Connection> connection, View first)
        : connection_{std::move(connection)}, first_{first}
    {}

    asio::awaitable<Result<View>> receive() override
    {
        if (closed_)
            co_return Errc::closed;
        if (const auto first = first_) { // valid until the connection receives the next one
            first_.reset();
            co_return *first;
        }
        co_return co_await connection_->receive();
    }
    asio::awaitable<Result<void>> send(View record) override { return connection_->send(record); }
    void close() noexcept override
    {
        closed_ = true;
        connection_->close();
    }

private:
    std::unique_ptr<Connection> connection_;
    std::optional<View> first_;
    bool closed_ = false;
};

} // namespace

asio::awaitable<Result<std::unique_ptr<Connection>>> first_record(std::unique_ptr<Connection> connection)
{
    const auto first = co_await connection->receive();
    if (!first)
        co_return first.error();
    co_return std::make_unique<HeardConnection>(std::move(connection), *first);
}

} // namespace cordee::endpoint
