// A connection whose thread is another one.
#pragma once

#include "core/transport/served_connection.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace cordee::relay {

/// Every call is carried out on the connection's own executor, and so is its end.
class RemoteConnection final : public transport::ServedConnection {
public:
    RemoteConnection(std::unique_ptr<transport::ServedConnection> connection,
                     boost::asio::any_io_executor there);
    ~RemoteConnection() override;

    boost::asio::awaitable<Result<View>> receive() override;
    boost::asio::awaitable<Result<void>> send(View record) override;
    boost::asio::awaitable<void> wait_readable() override;
    void finish() noexcept override;
    void close() noexcept override;

private:
    std::shared_ptr<transport::ServedConnection> connection_;
    boost::asio::any_io_executor there_;
};

} // namespace cordee::relay
