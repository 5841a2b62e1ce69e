// The real broker, started for a measurement, and connections to it.
#pragma once

#include "bench/broker_load/kept_https.hpp"
#include "core/endpoint/broker_client.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>

namespace cordee::bench {

/// A connection with a person behind it.
struct Caller {
    std::unique_ptr<KeptHttps> http;
    std::unique_ptr<endpoint::BrokerClient> broker;
};

class BrokerUnderLoad {
public:
    BrokerUnderLoad(boost::asio::io_context& loop, bool on_postgresql);

    [[nodiscard]] Caller caller(const std::string& token = {});
    [[nodiscard]] const std::string& setup_token() const { return setup_; }
    /// Bytes, the proportional share of what is mapped.
    [[nodiscard]] std::uint64_t memory() const;
    /// Seconds on a processor so far.
    [[nodiscard]] double cpu() const;
    [[nodiscard]] std::string log() const { return process_->err(); }

private:
    boost::asio::io_context& loop_;
    TemporaryFolder folder_;
    std::optional<test::PostgresServer> server_;
    std::uint16_t port_;
    std::unique_ptr<test::Process> process_;
    std::string setup_;
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
};

} // namespace cordee::bench
