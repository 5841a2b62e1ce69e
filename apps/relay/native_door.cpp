#include "apps/relay/native_door.hpp"

#include "apps/relay/gate.hpp"
#include "apps/relay/native_entry.hpp"
#include "apps/relay/say_at_once.hpp"
#include "core/base/logging.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cerrno>
#include <optional>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>

namespace cordee::relay {

namespace asio = boost::asio;
using wire::RelayAnswer;

namespace {

constexpr std::chrono::milliseconds kNativeFarewellTime{1'000};
constexpr std::size_t kMostIgnored = 64 * 1024;
/// Signatures of so many are checked before the thread does something else: 3 ms or so.
constexpr int kGuestsAtOnce = 32;

int make_epoll()
{
    const int out = ::epoll_create1(EPOLL_CLOEXEC);
    if (out < 0)
        throw std::system_error{errno, std::generic_category(), "epoll_create1"};
    return out;
}

bool nothing_there()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

} // namespace

struct NativeDoor::Guest final : WaitingRoom::Waiter {
    Guest(NativeDoor& at, Descriptor connection, Address whence)
        : door{at}, socket{std::move(connection)}, from{std::move(whence)}
    {}
    ~Guest() override
    {
        if (stage == Stage::waiting)
            door.around_.waiting.leave(ticket->sid, *this);
    }
    void met(Arrival other) override
    {
        auto& house = door.house_;
        house.met(door.arrival_of(*this), std::move(other)); // this is gone by then
    }
    void in_vain(WaitingRoom::Outcome why) override
    {
        auto& house = door.house_;
        house.waited_in_vain(door.arrival_of(*this), why);
    }

    NativeDoor& door;
    Descriptor socket;
    Address from;
    std::optional<Entries::Place> place;
    Number number = 0;
    Stage stage = Stage::silent;
    SteadyTime due;
    NativeEntry entry;
    wire::RelayNonce nonce{};
    std::optional<crypto::RelayTicket> ticket; ///< while it waits
    std::size_t ignored = 0;
};

NativeDoor::NativeDoor(const asio::any_io_executor& executor, Surroundings around, const Limits& limits,
                       House& house)
    : executor_{executor}, around_{around}, house_{house}, first_byte_time_{}, entry_time_{},
      pairing_time_{}, events_{executor, make_epoll()}, next_due_{executor}
{
    set_limits(limits);
}

NativeDoor::~NativeDoor() = default;

void NativeDoor::set_limits(const Limits& limits)
{
    first_byte_time_ = limits.first_byte_time;
    entry_time_ = limits.entry_time;
    pairing_time_ = limits.pairing_time;
}

void NativeDoor::receive(Descriptor socket, const Address& from)
{
    const auto number = next_number_; // that add() gives it
    auto place = around_.entries.take(
        from, [this, number] { asio::post(executor_, [this, number] { shed(number); }); });
    if (!place) {
        around_.counters.refuse(Refusal::full);
        return turn_away_unread(socket.get(), RelayAnswer::busy);
    }
    auto guest = std::make_unique<Guest>(*this, std::move(socket), from);
    guest->place.emplace(std::move(*place));
    add(std::move(guest), Stage::silent, first_byte_time_);
}

void NativeDoor::wait(Arrival arrival)
{
    auto guest = std::make_unique<Guest>(*this, arrival.leg.release(), std::move(arrival.from));
    guest->place.emplace(std::move(arrival.place));
    guest->ticket = std::move(arrival.ticket);
    if (auto* const waiter = add(std::move(guest), Stage::waiting, pairing_time_))
        around_.waiting.enter(*waiter->ticket, *waiter);
}

void NativeDoor::turn_away(Arrival arrival, RelayAnswer answer)
{
    auto guest = std::make_unique<Guest>(*this, arrival.leg.release(), std::move(arrival.from));
    guest->place.emplace(std::move(arrival.place));
    if (auto* const leaving = add(std::move(guest), Stage::leaving, kNativeFarewellTime))
        say_farewell(*leaving, answer);
}

/// Null when the system cannot watch one more; then it is gone.
NativeDoor::Guest* NativeDoor::add(std::unique_ptr<Guest> guest, Stage stage, std::chrono::milliseconds time)
{
    guest->number = next_number_++;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.u64 = guest->number;
    if (::epoll_ctl(events_.native_handle(), EPOLL_CTL_ADD, guest->socket.get(), &event) != 0)
        return nullptr;
    auto& out = *guest;
    guests_.emplace(out.number, std::move(guest));
    step(out, stage, time);
    return &out;
}

/// It is still connected, and nobody's concern here any more.
std::unique_ptr<NativeDoor::Guest> NativeDoor::remove(Guest& guest)
{
    due_.erase({guest.due, guest.number});
    ::epoll_ctl(events_.native_handle(), EPOLL_CTL_DEL, guest.socket.get(), nullptr);
    const auto found = guests_.find(guest.number);
    auto out = std::move(found->second);
    guests_.erase(found);
    return out;
}

void NativeDoor::step(Guest& guest, Stage stage, std::chrono::milliseconds time)
{
    due_.erase({guest.due, guest.number});
    guest.stage = stage;
    guest.due = system_clock().steady() + time;
    due_.emplace(guest.due, guest.number);
    if (guest.due < armed_) {
        armed_ = guest.due;
        next_due_.cancel();
    }
}

asio::awaitable<void> NativeDoor::run()
{
    for (;;) {
        const auto [error] = co_await events_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                         asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return;
        turn();
    }
}

/// Events name guests by number, as one may be gone before its event is looked at.
void NativeDoor::turn()
{
    std::array<epoll_event, kGuestsAtOnce> events;
    const int count = ::epoll_wait(events_.native_handle(), events.data(), kGuestsAtOnce, 0);
    for (int i = 0; i < count; ++i) {
        const auto found = guests_.find(events.at(static_cast<std::size_t>(i)).data.u64);
        if (found != guests_.end())
            handle(*found->second);
    }
}

void NativeDoor::handle(Guest& guest)
{
    switch (guest.stage) {
    case Stage::silent:
        return hear_first_byte(guest);
    case Stage::entering:
        return hear_entry(guest);
    case Stage::waiting: // it hung up, or spoke before its turn
        remove(guest);
        return;
    case Stage::leaving:
        return ignore(guest);
    }
}

void NativeDoor::hear_first_byte(Guest& guest)
{
    std::uint8_t first = 0;
    const auto got = ::recv(guest.socket.get(), &first, 1, MSG_PEEK);
    if (got < 0 && nothing_there())
        return;
    if (got <= 0) {
        around_.counters.refuse(Refusal::silent);
        remove(guest);
        return;
    }
    const auto spoken = transport::spoken_by(first);
    if (spoken == transport::Spoken::native) {
        step(guest, Stage::entering, entry_time_);
        return hear_entry(guest);
    }
    const auto gone = remove(guest);
    house_.speaks_otherwise({std::move(gone->socket), spoken, std::move(*gone->place), gone->from});
}

void NativeDoor::hear_entry(Guest& guest)
{
    for (;;) {
        const auto read = guest.entry.read(guest.socket.get());
        if (!read)
            return refuse(guest, read.error());
        if (*read == NativeEntry::Step::entry)
            return hear_whole_entry(guest);
        if (*read == NativeEntry::Step::more)
            return;
        if (!greet(guest))
            return refuse(guest, Errc::io_error);
    }
}

bool NativeDoor::greet(Guest& guest)
{
    guest.nonce = around_.random.bytes<wire::kRelayNonceSize>();
    const auto greeting = wire::encode_relay_greeting(guest.nonce);
    return send_now(guest.socket.get(), greeting);
}

void NativeDoor::hear_whole_entry(Guest& guest)
{
    const auto entry = wire::decode_relay_entry(guest.entry.bytes());
    if (!entry)
        return refuse(guest, entry.error());
    auto ticket = house_.check(guest.nonce, *entry);
    if (!ticket)
        return refuse(guest, ticket.error());
    guest.ticket = std::move(*ticket);
    guest.place->admit();
    house_.showed_ticket(arrival_of(guest));
}

/// The guest is gone after that.
Arrival NativeDoor::arrival_of(Guest& guest)
{
    const auto gone = remove(guest);
    gone->stage = Stage::leaving; // and is not in the waiting room
    return {std::move(*gone->ticket), Leg{std::move(gone->socket)}, std::move(*gone->place),
            std::move(gone->from)};
}

void NativeDoor::refuse(Guest& guest, boost::system::error_code error)
{
    around_.counters.refuse(refusal_for(error));
    if (!guest.entry.is_greeted()) { // it speaks something else, and would not understand an answer
        remove(guest);
        return;
    }
    log::info("entry from {} refused: {}", guest.from.to_string(), error.message());
    step(guest, Stage::leaving, kNativeFarewellTime);
    say_farewell(guest, answer_for(error));
}

void NativeDoor::say_farewell(Guest& guest, RelayAnswer answer)
{
    const ByteArray<1> byte{static_cast<std::uint8_t>(answer)};
    if (send_now(guest.socket.get(), byte))
        ::shutdown(guest.socket.get(), SHUT_WR);
    else
        remove(guest);
}

void NativeDoor::ignore(Guest& guest)
{
    std::array<std::uint8_t, 4096> ignored;
    const auto got = ::recv(guest.socket.get(), ignored.data(), ignored.size(), 0);
    if (got > 0)
        guest.ignored += static_cast<std::size_t>(got);
    if (got > 0 ? guest.ignored >= kMostIgnored : got == 0 || !nothing_there())
        remove(guest);
}

void NativeDoor::shed(Number number)
{
    if (const auto found = guests_.find(number); found != guests_.end())
        remove(*found->second);
}

asio::awaitable<void> NativeDoor::keep_deadlines()
{
    for (;;) {
        armed_ = due_.empty() ? SteadyTime::max() : due_.begin()->first;
        next_due_.expires_at(armed_);
        co_await next_due_.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto now = system_clock().steady();
        while (!due_.empty() && due_.begin()->first <= now)
            expire(*guests_.at(due_.begin()->second));
    }
}

void NativeDoor::expire(Guest& guest)
{
    switch (guest.stage) {
    case Stage::silent:
        around_.counters.refuse(Refusal::silent);
        remove(guest);
        return;
    case Stage::entering:
        return refuse(guest, Errc::timed_out);
    case Stage::waiting:
        around_.waiting.leave(guest.ticket->sid, guest);
        return house_.waited_in_vain(arrival_of(guest), WaitingRoom::Outcome::absent);
    case Stage::leaving:
        remove(guest);
        return;
    }
}

void NativeDoor::close()
{
    due_.clear();
    guests_.clear();
}

} // namespace cordee::relay
