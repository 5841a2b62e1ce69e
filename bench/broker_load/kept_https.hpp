// One connection to a broker that many requests follow each other on, as a browser's does.
#pragma once

#include "core/endpoint/http.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

namespace cordee::bench {

/// For one request at a time. Trusts whoever is there; the load is what is looked at.
class KeptHttps : public endpoint::HttpClient {
public:
    KeptHttps(const boost::asio::any_io_executor& executor, boost::asio::ssl::context& tls,
              boost::asio::ip::tcp::endpoint broker);
    boost::asio::awaitable<Result<endpoint::HttpResponse>> request(endpoint::HttpRequest request) override;

private:
    boost::asio::awaitable<bool> open();

    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
    boost::asio::ip::tcp::endpoint broker_;
    bool open_ = false;
    std::string heard_;
};

} // namespace cordee::bench
