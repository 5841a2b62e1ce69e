#include "apps/broker/http/paging.hpp"

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/printable.hpp"

#include <charconv>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxCursor = 512;

std::int64_t read_limit(const std::string& text, const Request& request)
{
    std::int64_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > kMostPerPage)
        throw bad_field("limit", request);
    return limit;
}

ListPlace read_cursor(const std::string& text, const Request& request)
{
    const auto bytes = text.size() <= kMaxCursor ? from_base64url(text) : std::nullopt;
    const auto plain = bytes ? std::string{as_text(*bytes)} : std::string{};
    const auto end = plain.find('\n');
    if (end == std::string::npos || plain.find('\0') != std::string::npos)
        throw bad_field("cursor", request);
    return {plain.substr(end + 1), plain.substr(0, end)};
}

} // namespace

std::string PageWish::pattern() const
{
    std::string out{"%"};
    for (const char c : lower_case(search)) {
        if (c == '%' || c == '_' || c == '!')
            out += '!';
        out += c;
    }
    return out + '%';
}

PageWish read_page(const Request& request, std::int64_t otherwise)
{
    PageWish out;
    out.limit = otherwise;
    for (const auto& [name, value] : request.query) {
        if (name == "limit")
            out.limit = read_limit(value, request);
        else if (name == "cursor")
            out.after = read_cursor(value, request);
        else if (name == "q")
            out.search = value;
    }
    if (out.search.size() > kMaxSearch || printable(out.search, kMaxSearch) != out.search)
        throw bad_field("q", request);
    return out;
}

std::string cursor_of(const ListPlace& last)
{
    return to_base64url(as_view(last.id + '\n' + last.key));
}

} // namespace cordee::broker
