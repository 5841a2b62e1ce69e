#include "tests/apps/broker/broker_fixture.hpp"

#include "tests/apps/broker/any_database.hpp"
#include "tests/apps/broker/described.hpp"
#include "tests/support/run_awaitable.hpp"

#include <Poco/Zip/Compress.h>

#include <fstream>

namespace cordee::broker::testing {
namespace {

Answer to_answer(Response response)
{
    auto body = json::parse(response.body);
    return {response.status, body.has_value() ? *body : json::Object::Ptr{}, std::move(response)};
}

Request to_request(const std::string& method, const std::string& target)
{
    Request request;
    request.method = method;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question == std::string::npos)
        return request;
    std::istringstream query{target.substr(question + 1)};
    for (std::string pair; std::getline(query, pair, '&');)
        request.query[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
    return request;
}

boost::asio::awaitable<void> keep(Answer& into, Broker& broker, Request request)
{
    into = to_answer(co_await broker.router.handle(request));
    check_described(request, into);
}

} // namespace

BrokerFixture::BrokerFixture()
{
    options.data_folder = scratch.path() / "data";
    options.database = fresh_database(options.data_folder);
    options.modules_folder = scratch.path() / "modules";
    options.password_cost = {64, 1};
    options.requests = {100'000, 100'000};
    options.long_poll = std::chrono::milliseconds{50};
    std::filesystem::create_directories(options.modules_folder);
    restart();
}

void BrokerFixture::restart()
{
    broker.reset();
    broker = std::make_unique<Broker>(loop.get_executor(), options, clock, system_random());
}

Request BrokerFixture::request_to(const std::string& method, const std::string& path,
                                  const std::string& body) const
{
    auto request = to_request(method, path);
    request.body = body;
    request.host = "broker.example";
    request.address = address;
    return request;
}

Answer BrokerFixture::send(Request request)
{
    auto answer = to_answer(run_awaitable(loop, broker->router.handle(request)));
    check_described(request, answer);
    return answer;
}

Answer BrokerFixture::call(const std::string& method, const std::string& path, const std::string& body,
                           const std::string& bearer)
{
    auto request = request_to(method, path, body);
    request.bearer = bearer;
    return send(std::move(request));
}

void BrokerFixture::call_later(Answer& into, const std::string& method, const std::string& path,
                               const std::string& bearer, const std::string& body)
{
    auto request = request_to(method, path, body);
    request.bearer = bearer;
    boost::asio::co_spawn(loop, keep(into, *broker, std::move(request)), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
}

Answer BrokerFixture::set_up()
{
    const auto token = broker->setup.issue_token(system_random());
    return call("POST", "/api/v1/setup",
                R"({"token":")" + token +
                    R"(","organisation":"Rope","name":"Ada","email":"ada@example.org","password":")" +
                    kPassword + "\"}");
}

std::string BrokerFixture::log_in(const std::string& email, const std::string& password)
{
    return call("POST", "/api/v1/login", R"({"email":")" + email + R"(","password":")" + password + "\"}")
        .text("token");
}

std::string BrokerFixture::ada()
{
    set_up();
    return log_in("ada@example.org");
}

std::string BrokerFixture::add_operator(const std::string& email, const std::string& more)
{
    call("POST", "/api/v1/operators",
         R"({"email":")" + email + R"(","name":"Bob","password":")" + kPassword + "\"" + more + "}",
         log_in("ada@example.org"));
    return log_in(email);
}

void BrokerFixture::add_module(const std::string& id, const std::string& version, const std::string& platform)
{
    const auto name = id + "-" + version + "-" + platform + ".zip";
    std::ofstream out{options.modules_folder / name, std::ios::binary};
    Poco::Zip::Compress zip{out, true};
    std::istringstream manifest{R"({"id":")" + id + R"(","version":")" + version + R"(","platform":")" +
                                platform + R"(","publisher":"0123456789ABCDEF"})"};
    zip.addFile(manifest, Poco::DateTime{}, Poco::Path{"manifest.json"});
    zip.close();
}

std::string key_text(std::uint8_t number)
{
    return to_base64url(Bytes(32, number));
}

std::string invite_body(std::uint8_t key)
{
    return R"({"key":")" + key_text(key) +
           R"(","modules":[{"id":"remote-control","permissions":["view","input"]}]})";
}

std::string meet_body(const std::string& invitation, std::uint8_t key)
{
    return R"({"invitation":")" + invitation + R"(","key":")" + key_text(key) + R"(","name":"Léa's laptop"})";
}

} // namespace cordee::broker::testing
