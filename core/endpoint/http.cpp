#include "core/endpoint/http.hpp"

namespace cordee::endpoint {
namespace {

class Https final : public HttpClient {
public:
    Https(const transport::Address& server, const std::optional<transport::SpkiPin>& pin)
        : client_{server, pin}
    {}

    boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
    {
        co_return co_await client_.request(std::move(request));
    }

private:
    transport::HttpsClient client_;
};

} // namespace

std::unique_ptr<HttpClient> connect_https(const transport::Address& server,
                                          const std::optional<transport::SpkiPin>& pin)
{
    return std::make_unique<Https>(server, pin);
}

} // namespace cordee::endpoint
