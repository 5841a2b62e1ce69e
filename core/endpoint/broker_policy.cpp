// BrokerClient's calls about the policy and the audit log.
#include "core/endpoint/broker_request.hpp"

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

/// A policy of 128 KiB, with as much again for its rules as JSON.
constexpr std::size_t kMaxPolicyAnswer = 4 << 20;
constexpr std::size_t kMaxAuditExport = std::size_t{1} << 34;
constexpr std::chrono::minutes kExportDeadline{30};

} // namespace

std::string escaped(std::string_view text)
{
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '_' || c == '.' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    return out;
}

asio::awaitable<json::Object::Ptr> BrokerClient::policy()
{
    auto question = request("GET", "/policy");
    question.max_response = kMaxPolicyAnswer;
    co_return co_await call(std::move(question), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::set_policy(const json::Object& policy)
{
    auto question = request("PUT", "/policy", policy);
    question.max_response = kMaxPolicyAnswer;
    co_return co_await call(std::move(question), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::check_policy(const std::string& text)
{
    auto body = json::make_object();
    body.set("text", text);
    co_return co_await call(request("POST", "/policy/check", body), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::explain_policy(const json::Object& question)
{
    co_return co_await call(request("POST", "/policy/explain", question), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::policy_versions()
{
    co_return co_await call(request("GET", "/policy/versions?limit=200"), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::policy_version(std::int64_t version)
{
    auto question = request("GET", "/policy/versions/" + std::to_string(version));
    question.max_response = kMaxPolicyAnswer;
    co_return co_await call(std::move(question), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::audit(const std::string& query)
{
    auto question = request("GET", "/audit" + query);
    question.max_response = kMaxPolicyAnswer;
    co_return co_await call(std::move(question), Asked::other);
}

asio::awaitable<void> BrokerClient::export_audit(const std::string& target, TextSink sink)
{
    auto question = request("GET", target);
    question.max_response = kMaxAuditExport;
    question.deadline = kExportDeadline;
    question.sink = [sink](std::uint64_t, View piece) { sink(as_text(piece)); };
    const auto answer = co_await send(std::move(question), Asked::other);
    if (!answer.body.empty()) // it came in one piece
        sink(answer.body);
}

asio::awaitable<json::Object::Ptr> BrokerClient::audit_head()
{
    co_return co_await call(request("GET", "/audit/head"), Asked::other);
}

asio::awaitable<void> BrokerClient::tell_audit(const SessionId& session, const json::Object& acts)
{
    co_await send(request("POST", "/sessions/" + to_hex(session) + "/audit", acts), Asked::session);
}

} // namespace cordee::endpoint
