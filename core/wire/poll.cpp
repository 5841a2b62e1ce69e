#include "core/wire/poll.hpp"

#include <charconv>

namespace cordee::wire {
namespace {

constexpr std::size_t kLengthSize = 4;
constexpr std::size_t kIdDigits = 32;
constexpr std::uint64_t kNumbers = std::uint64_t{1} << 48U;

bool take(std::string_view& text, std::string_view prefix)
{
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take_id(std::string_view& text, PollId& id)
{
    const auto digits = text.substr(0, kIdDigits);
    const auto bytes = from_hex(digits);
    const auto array = bytes ? to_array<16>(*bytes) : std::nullopt;
    if (!array || to_hex(*array) != digits)
        return false;
    id = *array;
    text.remove_prefix(kIdDigits);
    return true;
}

/// The rest of the text.
bool take_number(std::string_view text, std::uint64_t& number)
{
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stopped == end && number < kNumbers &&
           (text.size() == 1 || text.front() != '0');
}

} // namespace

Result<PollRequest> decode_poll_request(std::string_view method, std::string_view target)
{
    PollRequest out;
    const bool posted = method == "POST";
    if ((!posted && method != "DELETE") || !take(target, kPollTarget))
        return Errc::not_found;
    if (posted && target.empty())
        return out;
    if (!take(target, "/") || !take_id(target, out.id))
        return Errc::not_found;
    if (!posted && target.empty()) {
        out.kind = PollRequest::Kind::end;
        return out;
    }
    if (posted && take(target, "/up/"))
        out.kind = PollRequest::Kind::up;
    else if (posted && take(target, "/down/"))
        out.kind = PollRequest::Kind::down;
    else
        return Errc::not_found;
    if (!take_number(target, out.number))
        return Errc::not_found;
    return out;
}

std::string poll_target(const PollRequest& request)
{
    std::string out{kPollTarget};
    if (request.kind == PollRequest::Kind::open)
        return out;
    out += '/' + to_hex(request.id);
    if (request.kind == PollRequest::Kind::end)
        return out;
    return out + (request.kind == PollRequest::Kind::up ? "/up/" : "/down/") + std::to_string(request.number);
}

Result<void> append_poll_message(Bytes& body, View message)
{
    const auto length = message.size();
    if (length == 0 || length > kMaxPollMessage)
        return Errc::too_large;
    append(body, ByteArray<kLengthSize>{0, 0, static_cast<std::uint8_t>(length >> 8U),
                                        static_cast<std::uint8_t>(length)});
    append(body, message);
    return {};
}

Result<void> check_poll_body(View body)
{
    if (body.size() > kMaxPollBody)
        return Errc::too_large;
    while (!body.empty())
        if (const auto message = take_poll_message(body); !message)
            return message.error();
    return {};
}

Result<View> take_poll_message(View& body)
{
    if (body.size() < kLengthSize)
        return Errc::malformed;
    const std::size_t length = std::size_t{body[0]} << 24U | std::size_t{body[1]} << 16U |
                               std::size_t{body[2]} << 8U | std::size_t{body[3]};
    if (length > kMaxPollMessage)
        return Errc::too_large;
    if (length == 0 || length > body.size() - kLengthSize)
        return Errc::malformed;
    const auto message = body.subspan(kLengthSize, length);
    body = body.subspan(kLengthSize + length);
    return message;
}

} // namespace cordee::wire
