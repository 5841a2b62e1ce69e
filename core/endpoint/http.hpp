// One broker to ask, real or made by a test.
#pragma once

#include "core/transport/https_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace cordee::endpoint {

using transport::HttpRequest;
using transport::HttpResponse;

/// One strand. Failures as in transport::HttpsClient::request.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    virtual boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) = 0;
};

using HttpConnector = std::function<std::unique_ptr<HttpClient>(const transport::Address&,
                                                                const std::optional<transport::SpkiPin>&)>;

/// The real one.
std::unique_ptr<HttpClient> connect_https(const transport::Address& server,
                                          const std::optional<transport::SpkiPin>& pin);

} // namespace cordee::endpoint
