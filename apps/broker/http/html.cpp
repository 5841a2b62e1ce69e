#include "apps/broker/http/html.hpp"

#include "core/base/bytes.hpp"
#include "core/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1c2430}"
    "label{display:block;margin:.8rem "
    "0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}"
    "button{font:inherit;padding:.5rem 1rem}pre{background:#eef1f5;padding:1rem;white-space:pre-wrap;"
    "word-break:break-all}output{display:block;margin-top:1rem}";

/// Content security policies use the alphabet of RFC 4648 section 4, with padding.
std::string source_hash(std::string_view content)
{
    auto text = to_base64url(crypto::sha256(as_view(content)));
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    return "'sha256-" + text + "='";
}

std::string security_policy(const Page& page)
{
    auto out = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src " +
               source_hash(kStyle);
    if (!page.script.empty())
        out += "; script-src " + source_hash(page.script);
    if (page.asks_broker)
        out += "; connect-src 'self'";
    return out;
}

} // namespace

std::string escape_html(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string paragraph(std::string_view text)
{
    return "<p>" + escape_html(text) + "</p>\n";
}

Response to_response(const Page& page)
{
    const auto script =
        page.script.empty() ? std::string{} : fmt::format("<script>{}</script>\n", page.script);
    Response response;
    response.type = "text/html; charset=utf-8";
    response.body =
        fmt::format("<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{} · Cordée</title>\n"
                    "<style>{}</style>\n<h1>{}</h1>\n{}{}</html>\n",
                    page.language == Language::french ? "fr" : "en", escape_html(page.title), kStyle,
                    escape_html(page.title), page.body, script);
    response.headers = {{"Content-Security-Policy", security_policy(page)}, {"X-Frame-Options", "DENY"}};
    return response;
}

} // namespace cordee::broker
