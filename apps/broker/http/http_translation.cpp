#include "apps/broker/http/http_translation.hpp"

#include <string_view>

namespace cordee::broker {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view kBearer = "Bearer ";

std::string_view plain(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

/// The first language that we have; people list theirs by preference, so weights add nothing.
Language language_of(std::string_view accepted)
{
    while (!accepted.empty()) {
        const auto end = std::min(accepted.find(','), accepted.size());
        auto tag = accepted.substr(0, end);
        tag.remove_prefix(std::min(tag.find_first_not_of(' '), tag.size()));
        if (tag.starts_with("fr"))
            return Language::french;
        if (tag.starts_with("en"))
            return Language::english;
        accepted.remove_prefix(std::min(end + 1, accepted.size()));
    }
    return Language::english;
}

int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// As forms are written; what is no escape stays as it is.
std::string unescaped(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool room = text[at] == '%' && at + 2 < text.size();
        const int high = room ? digit_of(text[at + 1]) : -1;
        const int low = room ? digit_of(text[at + 2]) : -1;
        if (high >= 0 && low >= 0) {
            out += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            out += text[at] == '+' ? ' ' : text[at];
        }
    }
    return out;
}

/// Of a cookie header: the one of our pages. Browsers set a cookie with this prefix only for us alone.
std::string_view cookie_of(std::string_view header)
{
    const auto name = std::string{kCookie} + '=';
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        const auto pair = header.substr(0, end);
        if (pair.starts_with(name))
            return pair.substr(name.size());
        header.remove_prefix(std::min(end + 1, header.size()));
        header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
    }
    return {};
}

std::map<std::string, std::string> query_of(std::string_view text)
{
    std::map<std::string, std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        const auto equals = std::min(pair.find('='), pair.size());
        out.emplace(unescaped(pair.substr(0, equals)),
                    unescaped(pair.substr(std::min(equals + 1, pair.size()))));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

template <class Message>
void set_headers(Message& message, const Response& response, bool keep_alive)
{
    message.set(http::field::content_type, response.type);
    message.set(http::field::cache_control, "no-store");
    message.set("X-Content-Type-Options", "nosniff");
    message.set("Referrer-Policy", "no-referrer");
    for (const auto& [name, value] : response.headers)
        message.set(name, value);
    message.keep_alive(keep_alive);
}

} // namespace

Request from_http(HttpRequest message, std::string address)
{
    Request out;
    const auto target = plain(message.target());
    const auto question = std::min(target.find('?'), target.size());
    out.method = message.method_string();
    out.path = target.substr(0, question);
    out.query = query_of(target.substr(std::min(question + 1, target.size())));
    const auto authorization = plain(message[http::field::authorization]);
    if (authorization.starts_with(kBearer))
        out.bearer = authorization.substr(kBearer.size());
    out.cookie = cookie_of(plain(message[http::field::cookie]));
    out.csrf = plain(message["X-Cordee-CSRF"]);
    out.origin = plain(message[http::field::origin]);
    out.host = plain(message[http::field::host]);
    out.idempotency_key = plain(message["Idempotency-Key"]);
    out.protocols = plain(message[http::field::sec_websocket_protocol]);
    out.range = plain(message[http::field::range]);
    out.if_none_match = plain(message[http::field::if_none_match]);
    out.gzip = plain(message[http::field::accept_encoding]).find("gzip") != std::string_view::npos;
    out.language = language_of(plain(message[http::field::accept_language]));
    out.address = std::move(address);
    out.body = std::move(message.body());
    return out;
}

HttpAnswer to_http(Response response, unsigned version, bool keep_alive)
{
    HttpAnswer message{http::status{static_cast<unsigned>(response.status)}, version};
    set_headers(message, response, keep_alive);
    message.body() = std::move(response.body);
    message.prepare_payload();
    return message;
}

HttpFile file_to_http(const Response& response, unsigned version, bool keep_alive)
{
    HttpFile message{http::status{static_cast<unsigned>(response.status)}, version};
    set_headers(message, response, keep_alive);
    boost::beast::error_code error;
    message.body().open(response.file.c_str(), boost::beast::file_mode::scan, error);
    if (error)
        message.result(http::status::not_found);
    message.prepare_payload();
    return message;
}

} // namespace cordee::broker
