#include "core/transport/poll_http.hpp"

#include "core/wire/poll.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/http/write.hpp>

#include <optional>

namespace cordee::transport {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::uint32_t kMaxHead = 8 * 1024;

Errc meaning_of_poll(const boost::system::error_code& error)
{
    if (error == http::error::body_limit || error == http::error::header_limit ||
        error == http::error::buffer_overflow)
        return Errc::too_large;
    if (error == http::error::end_of_stream || error == asio::error::eof ||
        error == http::error::partial_message)
        return Errc::closed;
    if (error.category() == make_error_code(http::error::bad_version).category())
        return Errc::malformed;
    return Errc::io_error;
}

} // namespace

struct PollHttp::State {
    State(StreamOpener opener, std::string name) : open{std::move(opener)}, host{std::move(name)} {}
    StreamOpener open;
    std::string host;
    std::optional<ByteStream> stream;
    boost::beast::flat_static_buffer<kMaxHead> buffer;
};

PollHttp::PollHttp(StreamOpener open, std::string host)
    : state_{std::make_unique<State>(std::move(open), std::move(host))}
{}

PollHttp::PollHttp(PollHttp&&) noexcept = default;
PollHttp::~PollHttp() = default;

void PollHttp::use(ByteStream stream)
{
    state_->stream.emplace(std::move(stream));
    state_->buffer.clear();
}

namespace {

asio::awaitable<Result<bool>> exchange(ByteStream& stream, boost::beast::flat_static_buffer<kMaxHead>& buffer,
                                       const http::request<http::span_body<const std::uint8_t>>& request,
                                       PollAnswer& answer)
{
    const auto [write_error, written] =
        co_await http::async_write(stream, request, asio::as_tuple(asio::use_awaitable));
    if (write_error)
        co_return meaning_of_poll(write_error);
    http::response_parser<http::vector_body<std::uint8_t>> parser;
    parser.header_limit(kMaxHead);
    parser.body_limit(wire::kMaxPollBody);
    const auto [read_error, read] =
        co_await http::async_read(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
    if (read_error)
        co_return meaning_of_poll(read_error);
    answer.status = parser.get().result_int();
    answer.body = std::move(parser.get().body());
    co_return parser.get().keep_alive();
}

} // namespace

asio::awaitable<Result<PollAnswer>> PollHttp::request(std::string method, std::string target, View body)
{
    if (!state_->stream) {
        auto opened = co_await state_->open();
        if (!opened)
            co_return opened.error();
        use(std::move(*opened));
    }
    http::request<http::span_body<const std::uint8_t>> message;
    message.method_string(method);
    message.target(target);
    message.version(11);
    message.set(http::field::host, state_->host);
    message.set(http::field::user_agent, "cordee");
    message.set(http::field::cache_control, "no-store");
    message.set(http::field::content_type, "application/octet-stream");
    message.body() = {body.data(), body.size()};
    message.content_length(body.size());
    // Out of its place while under way: when this is cancelled, nobody meets a half-read answer.
    auto stream = std::move(*state_->stream);
    state_->stream.reset();
    PollAnswer answer;
    const auto kept = co_await exchange(stream, state_->buffer, message, answer);
    if (!kept)
        co_return kept.error();
    if (*kept && state_->buffer.size() == 0)
        state_->stream.emplace(std::move(stream));
    co_return answer;
}

} // namespace cordee::transport
