#include "core/author/emulated_link.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cordee::author {
namespace {

using Clock = std::chrono::steady_clock;

/// What may wait to leave, as in a session, whose queues are short.
constexpr std::chrono::milliseconds kBacklog{200};
/// And under way at all, also where no rate holds it up.
constexpr std::size_t kMostBytes = 4 << 20;

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

template <std::size_t N>
std::optional<std::uint64_t> parse_with_unit(const std::string& text, const std::array<Unit, N>& units)
{
    constexpr std::uint64_t kMost = 1'000'000;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view rest{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    const auto unit =
        std::find_if(units.begin(), units.end(), [&](const Unit& one) { return one.name == rest; });
    if (error != std::errc{} || unit == units.end() || number > kMost)
        return std::nullopt;
    return number * unit->factor;
}

} // namespace

std::optional<std::uint64_t> parse_rate(const std::string& text)
{
    return parse_with_unit(
        text, std::array<Unit, 4>{{{"", 1}, {"k", 1'000}, {"M", 1'000'000}, {"G", 1'000'000'000}}});
}

std::optional<std::chrono::milliseconds> parse_delay(const std::string& text)
{
    const auto number = parse_with_unit(text, std::array<Unit, 2>{{{"ms", 1}, {"s", 1'000}}});
    if (!number)
        return std::nullopt;
    return std::chrono::milliseconds{*number};
}

EmulatedLink::EmulatedLink(const boost::asio::any_io_executor& executor, LinkShape shape, Deliver deliver,
                           Room room)
    : shape_{shape}, deliver_{std::move(deliver)}, room_{std::move(room)}, timer_{executor}
{}

bool EmulatedLink::send(std::uint16_t channel, View message)
{
    const auto now = Clock::now();
    last_departure_ = std::max(last_departure_, now);
    if (last_departure_ - now > kBacklog || bytes_ > kMostBytes) {
        refused_ = true;
        return false;
    }
    if (shape_.rate != 0)
        last_departure_ += std::chrono::nanoseconds{message.size() * 8 * 1'000'000'000 / shape_.rate};
    bytes_ += message.size();
    under_way_.push_back({channel, to_bytes(message), last_departure_ + shape_.delay});
    wait();
    return true;
}

void EmulatedLink::resume()
{
    wait();
}

void EmulatedLink::clear()
{
    under_way_.clear();
    bytes_ = 0;
    last_departure_ = {};
}

void EmulatedLink::wait()
{
    if (waiting_ || (under_way_.empty() && !refused_))
        return;
    waiting_ = true;
    // Room comes when enough has left, which may be long before it arrives.
    auto next = under_way_.empty() ? Clock::now() : under_way_.front().arrival;
    if (refused_ && bytes_ <= kMostBytes)
        next = std::min(next, std::max(Clock::now(), last_departure_ - kBacklog));
    timer_.expires_at(next);
    timer_.async_wait([this, alive = std::weak_ptr{alive_}](const boost::system::error_code& error) {
        if (error || alive.expired())
            return;
        waiting_ = false;
        arrive();
    });
}

void EmulatedLink::arrive()
{
    while (!under_way_.empty() && under_way_.front().arrival <= Clock::now()) {
        auto message = std::move(under_way_.front());
        under_way_.pop_front();
        if (!deliver_(message.channel, message.bytes)) {
            under_way_.push_front(std::move(message));
            return; // until resume()
        }
        bytes_ -= message.bytes.size();
    }
    if (refused_ && last_departure_ - Clock::now() <= kBacklog && bytes_ <= kMostBytes) {
        refused_ = false;
        room_();
    }
    wait();
}

} // namespace cordee::author
