// BrokerClient's calls about packages and who vouches for them.
#include "core/endpoint/broker_request.hpp"

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

/// Then the next try goes on from there.
constexpr std::chrono::seconds kFetchDeadline{60};
constexpr std::chrono::minutes kPublishDeadline{10};

/// Of one that is not there.
std::optional<std::vector<std::string>> texts(const json::Object& answer, const char* key)
{
    return answer.has(key) ? json::get_strings(answer, key) : std::vector<std::string>{};
}

Result<plugin::trust::Files> read_files(const json::Object& answer)
{
    auto roots = texts(answer, "roots");
    auto targets = answer.has("targets") ? json::get_string(answer, "targets") : std::string{};
    auto timestamp = json::get_string(answer, "timestamp");
    if (!roots || !targets || !timestamp)
        return Errc::malformed;
    return plugin::trust::Files{std::move(*roots), std::move(*targets), std::move(*timestamp)};
}

Result<ByteArray<32>> read_timestamp_key(const json::Object& answer)
{
    const auto bytes = from_base64url(json::get_string(answer, "key").value_or(""));
    const auto key = bytes ? to_array<32>(*bytes) : std::nullopt;
    if (!key)
        return Errc::malformed;
    return *key;
}

} // namespace

asio::awaitable<void> BrokerClient::fetch_package(const OfferedModule& module, std::uint64_t from,
                                                  PackageSink sink)
{
    auto question = request("GET", "/packages/" + to_hex(module.sha256));
    question.offset = from;
    question.max_response = module.size;
    question.deadline = kFetchDeadline;
    question.sink = sink;
    const auto answer = co_await send(std::move(question), Asked::module);
    if (!answer.body.empty()) // it came in one piece
        sink(answer.offset, as_view(answer.body));
}

asio::awaitable<std::optional<plugin::trust::Files>> BrokerClient::trust(std::uint64_t root,
                                                                         std::uint64_t targets)
{
    std::optional<plugin::trust::Files> out;
    try {
        const auto path = "/trust?root=" + std::to_string(root) + "&targets=" + std::to_string(targets);
        const auto answer = co_await call(request("GET", path), Asked::other);
        out = value_or_throw(read_files(*answer));
    } catch (const BrokerError& error) {
        if (error.code() != "not_found")
            throw;
    }
    co_return out;
}

asio::awaitable<json::Object::Ptr> BrokerClient::packages()
{
    co_return co_await call(request("GET", "/packages"), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::publish(std::string package)
{
    auto question = request("PUT", "/packages");
    question.body = std::move(package);
    question.content_type = "application/zip";
    question.deadline = kPublishDeadline;
    co_return co_await call(std::move(question), Asked::other);
}

asio::awaitable<ByteArray<32>> BrokerClient::timestamp_key()
{
    const auto answer = co_await call(request("GET", "/trust/timestamp-key"), Asked::other);
    co_return value_or_throw(read_timestamp_key(*answer));
}

asio::awaitable<void> BrokerClient::set_trust(const std::vector<std::string>& roots,
                                              const std::string& targets)
{
    auto body = json::make_object();
    body.set("roots", json::make_array(roots));
    body.set("targets", targets);
    co_await send(request("PUT", "/trust", body), Asked::other);
}

} // namespace cordee::endpoint
