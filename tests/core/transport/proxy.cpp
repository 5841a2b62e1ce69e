#include "core/transport/proxy.hpp"

#include "core/transport/proxy_answer.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace cordee;
using namespace cordee::transport;

BOOST_AUTO_TEST_SUITE(proxy)

namespace {

boost::system::error_code refusal(std::string_view text)
{
    return parse_proxy(text).error();
}

ProxySettings of_environment(const std::map<std::string, std::string>& variables)
{
    return proxy_of_environment([&](const char* name) -> const char* {
               const auto found = variables.find(name);
               return found == variables.end() ? nullptr : found->second.c_str();
           })
        .value();
}

ProxyAnswer answer(std::string_view text)
{
    return parse_proxy_answer(text).value().value();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_proxy_with_and_without_a_name)
{
    const auto full = parse_proxy("http://l%C3%A9a:p%40ss%3Aw@proxy.example.org:3128/").value();
    BOOST_TEST(to_string(full.address) == "proxy.example.org:3128");
    BOOST_TEST(full.user == "léa");
    BOOST_TEST(full.password == "p@ss:w");
    const auto plain = parse_proxy("HTTP://[2001:db8::1]:8080").value();
    BOOST_TEST(to_string(plain.address) == "[2001:db8::1]:8080");
    BOOST_TEST(plain.user.empty());
    BOOST_TEST(to_string(parse_proxy("http://proxy").value().address) == "proxy:80");
    BOOST_TEST(to_string(parse_proxy("http://[2001:db8::1]").value().address) == "[2001:db8::1]:80");
    BOOST_TEST(to_string(parse_proxy("proxy:8080").value().address) == "proxy:8080");
    BOOST_TEST(parse_proxy("http://only-name@proxy").value().user == "only-name");
}

BOOST_AUTO_TEST_CASE(what_is_no_proxy_of_ours)
{
    BOOST_TEST(refusal("socks5://proxy:1080") == Errc::unsupported);
    BOOST_TEST(refusal("https://proxy:443") == Errc::unsupported);
    for (const auto* text : {"", "http://", "http://:80", "http://proxy:0", "http://proxy:99999",
                             "http://pro xy:80", "http://proxy:80/path", "http://a%:b@proxy:80",
                             "http://a%4:b@proxy:80", "http://a%zz:b@proxy:80", "http://a%3ab:c@proxy:80"})
        BOOST_TEST(refusal(text) == Errc::malformed, text);
    // A line break in a name would be a header of its own.
    BOOST_TEST(refusal("http://a%0d%0aX-Evil:b@proxy:80") == Errc::malformed);
    BOOST_TEST(refusal("http://a:b%00@proxy:80") == Errc::malformed);
    BOOST_TEST(refusal(std::string(5000, 'a')) == Errc::too_large);
}

BOOST_AUTO_TEST_CASE(the_environment_is_asked_as_everybody_asks_it)
{
    BOOST_TEST(!of_environment({}).proxy.has_value());
    BOOST_TEST(!of_environment({{"HTTP_PROXY", "http://attacker:80"}}).proxy.has_value());
    BOOST_TEST(!of_environment({{"https_proxy", ""}}).proxy.has_value());
    const auto both = of_environment(
        {{"http_proxy", "http://b:1"}, {"HTTPS_PROXY", "http://a:1"}, {"no_proxy", ".local, 10.0.0.0/8"}});
    BOOST_TEST(both.proxy->address.host == "a");
    BOOST_TEST((both.except == std::vector<std::string>{".local", "10.0.0.0/8"}));
    const auto broken = proxy_of_environment([](const char* name) -> const char* {
        return std::string_view{name} == "https_proxy" ? "socks5://proxy:1080" : nullptr;
    });
    BOOST_TEST(broken.error() == Errc::unsupported);
}

BOOST_AUTO_TEST_CASE(exceptions_by_name_domain_address_and_network)
{
    const auto excepted = [](std::string_view list, std::string_view host) {
        return is_excepted(parse_proxy_exceptions(list), host);
    };
    BOOST_TEST(excepted("*", "relay.example.org"));
    BOOST_TEST(excepted("example.org", "relay.Example.org"));
    BOOST_TEST(excepted("example.org", "example.org"));
    BOOST_TEST(excepted("a, .example.org", "relay.example.org."));
    BOOST_TEST(excepted("*.example.org", "relay.example.org"));
    BOOST_TEST(!excepted("example.org", "badexample.org"));
    BOOST_TEST(!excepted("relay.example.org", "example.org"));
    BOOST_TEST(!excepted("", "example.org"));
    BOOST_TEST(excepted("192.0.2.7", "192.0.2.7"));
    BOOST_TEST(!excepted("2.7", "192.0.2.7"));
    BOOST_TEST(excepted("192.0.2.0/24", "192.0.2.7"));
    BOOST_TEST(!excepted("192.0.3.0/24", "192.0.2.7"));
    BOOST_TEST(excepted("2001:db8::/32", "2001:db8::7"));
    BOOST_TEST(excepted("[2001:db8::7]", "2001:db8:0::7"));
    BOOST_TEST(parse_proxy_exceptions(std::string(10'000, ',') + std::string(5'000, 'a')).size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_request_names_the_place_and_who_asks)
{
    BOOST_TEST(proxy_request(Proxy{{"p", 80}}, {"relay.example.org", 443}) ==
               "CONNECT relay.example.org:443 HTTP/1.1\r\nHost: relay.example.org:443\r\nUser-Agent: "
               "cordee\r\n\r\n");
    // RFC 7617, section 2
    const auto named = proxy_request(Proxy{{"p", 80}, "Aladdin", "open sesame"}, {"2001:db8::1", 443});
    BOOST_TEST(named.starts_with("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"));
    BOOST_TEST(named.find("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n") !=
               std::string::npos);
    BOOST_TEST(proxy_request(Proxy{{"p", 80}, "a", "?\?>"}, {"h", 1}).find("Basic YTo/Pz4=\r\n") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_of_a_proxy)
{
    BOOST_TEST(answer("HTTP/1.1 200 Connection established\r\n\r\n").status == 200u);
    BOOST_TEST(answer("HTTP/1.0 200\r\nX: y\r\n\r\nrest").size == 22u);
    const auto asks = answer(
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nPROXY-authenticate: BASIC realm=\"x\"\r\n\r\n");
    BOOST_TEST(asks.status == 407u);
    BOOST_TEST(asks.offers_basic);
    BOOST_TEST(!answer("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nX-Hint: basic\r\n\r\n").offers_basic);
    for (const auto* part : {"", "H", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\n"})
        BOOST_TEST(!parse_proxy_answer(part).value().has_value());
    for (const auto* wrong :
         {"SSH-2.0", "HTTP/2", "HTTP/1.1 2\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
          "HTTP/1.1\r\n\r\n", "HTTP/1.\r\n\r\n", "HTTP/1.1 099 x\r\n\r\n"})
        BOOST_TEST(parse_proxy_answer(wrong).error() == Errc::malformed, wrong);
    BOOST_TEST(parse_proxy_answer("HTTP/1.1 200 OK\r\n" + std::string(kMaxProxyAnswer, 'x')).error() ==
               Errc::too_large);
}

BOOST_AUTO_TEST_SUITE_END()
