#include "core/session/datagram_path.hpp"

#include "core/session/outbox.hpp"
#include "core/transport/address.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kLook{100};
constexpr std::chrono::seconds kBusy{5};
/// A side says where it is when a session begins; who says it again and again has something else in mind.
constexpr std::chrono::seconds kBetweenCandidates{5};

std::optional<UdpAddress> parse(const std::string& text)
{
    const auto address = transport::parse_address(text);
    if (!address)
        return std::nullopt;
    boost::system::error_code no_number;
    const auto ip = asio::ip::make_address(address->host, no_number);
    if (no_number || ip.is_unspecified() || ip.is_multicast())
        return std::nullopt;
    return UdpAddress{ip, address->port};
}

} // namespace

DatagramPath::DatagramPath(const asio::any_io_executor& strand, DatagramPort& port, bool initiator,
                           const Clock& clock, Random& random, Deliver deliver)
    : strand_{strand}, port_{port},
      initiator_{initiator}, clock_{clock}, deliver_{std::move(deliver)}, routes_{random}, tasks_{strand}
{}

void DatagramPath::start()
{
    tasks_.spawn(receive());
    tasks_.spawn(challenge());
}

asio::awaitable<void> DatagramPath::stop()
{
    tasks_.cancel();
    co_await tasks_.join();
}

void DatagramPath::renew(std::uint32_t epoch, const crypto::KeySchedule& keys,
                         const std::optional<RelayedDatagrams>& relay)
{
    sealer_.emplace(keys.datagram_key(initiator_, epoch), epoch, clock_, crypto::RecordLimits{},
                    crypto::RecordPath::datagram);
    opener_.emplace(keys.datagram_key(!initiator_, epoch), epoch, clock_);
    routes_.begin_anew();
    if (relay)
        routes_.add(relay->at, to_bytes(View{relay->token}));
}

void DatagramPath::candidates(const std::vector<std::string>& addresses)
{
    const auto now = clock_.steady();
    if (told_at_ && now - *told_at_ < kBetweenCandidates)
        return;
    told_at_ = now;
    for (const auto& text : addresses)
        if (const auto address = parse(text); address && port_.may_reach(*address))
            routes_.add(*address);
}

bool DatagramPath::send(std::uint16_t channel, View message)
{
    busy_until_ = clock_.steady() + kBusy;
    const auto route = routes_.best();
    if (!route || message.size() > kMaxUnreliable)
        return false;
    Bytes plaintext;
    wire::put_unreliable(plaintext, channel, message);
    return send_to(route->head, plaintext, route->to);
}

bool DatagramPath::send_to(View head, View plaintext, const UdpAddress& to)
{
    if (!sealer_ || !sealer_->seal(plaintext, sealed_))
        return false;
    return routes_.may_send(to, sealed_.size()) && port_.send(head, sealed_, to);
}

asio::awaitable<void> DatagramPath::receive()
{
    for (;;) {
        const auto arrival = co_await port_.receive();
        if (!arrival)
            co_return;
        take(arrival->record, arrival->from);
    }
}

void DatagramPath::take(View record, const UdpAddress& from)
{
    if (!opener_)
        return;
    const auto opened = opener_->open(record);
    if (!opened) // anybody can send here
        return;
    routes_.heard_from(from, record.size(), opened->newest);
    const Bytes plaintext = to_bytes(opened->plaintext);
    wire::FrameReader frames{plaintext};
    for (;;) {
        const auto frame = frames.next();
        if (!frame || !*frame)
            return;
        take_frame(**frame, from);
    }
}

void DatagramPath::take_frame(const wire::Frame& frame, const UdpAddress& from)
{
    if (frame.type == wire::FrameType::unreliable)
        return deliver_(frame);
    const auto token = wire::decode_path_token(frame.payload);
    if (!token)
        return;
    if (frame.type == wire::FrameType::path_response)
        return routes_.answered(from, *token, clock_.steady());
    if (frame.type != wire::FrameType::path_challenge)
        return; // everything else belongs on the stream
    Bytes answer;
    wire::put_path_response(answer, *token);
    (void)send_to(routes_.head_of(from), answer, from);
}

asio::awaitable<void> DatagramPath::challenge()
{
    asio::steady_timer timer{strand_};
    for (;;) {
        const auto now = clock_.steady();
        for (const auto& due : routes_.challenges(now < busy_until_, now)) {
            Bytes plaintext;
            wire::put_path_challenge(plaintext, due.token);
            (void)send_to(due.head, plaintext, due.to);
        }
        timer.expires_after(kLook);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

} // namespace cordee::session
