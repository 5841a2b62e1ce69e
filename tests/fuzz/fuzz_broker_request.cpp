// A request as the broker's server reads it: head, cookie, query, page.
#include "apps/broker/accounts/scopes.hpp"
#include "apps/broker/http/http_translation.hpp"
#include "apps/broker/http/paging.hpp"
#include "apps/broker/http/problem.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include <cstddef>
#include <cstdint>

using namespace cordee::broker;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    namespace http = boost::beast::http;
    http::request_parser<http::string_body> parser;
    boost::beast::error_code error;
    parser.put(boost::asio::buffer(data, size), error);
    if (!parser.is_header_done())
        return 0;
    const auto request = from_http(parser.release(), "192.0.2.1");
    needed_scope(request.method, request.path);
    try {
        const auto wish = read_page(request);
        if (wish.pattern().size() > 2 + 2 * kMaxSearch)
            __builtin_trap();
        if (wish.after) {
            Request again;
            again.query["cursor"] = cursor_of(*wish.after);
            if (read_page(again).after->id != wish.after->id)
                __builtin_trap();
        }
    } catch (const Problem&) { // it is refused
    }
    return 0;
}
