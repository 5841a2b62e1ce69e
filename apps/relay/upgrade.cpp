#include "apps/relay/upgrade.hpp"

#include "apps/relay/pass_descriptor.hpp"
#include "core/base/deadline.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/wire/reader.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <sys/socket.h>
#include <unistd.h>

namespace cordee::relay {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kRequest = "cordee-relay upgrade 1";
constexpr std::size_t kMostSockets = 4096; ///< several ports, each once for every processor
constexpr std::size_t kTicketsAtOnce = 200;
constexpr std::chrono::milliseconds kPatienceOfNew{10'000};
constexpr std::chrono::milliseconds kPatienceToSend{2'000};

bool says(const PassedMessage& message, std::string_view letter)
{
    return as_text(message.bytes) == letter;
}

Bytes encode_tickets(const std::vector<UsedTicket>& tickets, std::size_t from, std::size_t to)
{
    Bytes out{'T'};
    for (; from < to; ++from) {
        append(out, tickets[from].digest);
        wire::put_u64(out, static_cast<std::uint64_t>(tickets[from].until.time_since_epoch().count()));
    }
    return out;
}

bool read_tickets(View message, InheritedTickets& into)
{
    wire::Reader in{message};
    if (in.u8() != 'T')
        return false;
    while (!in.failed() && !in.finished()) {
        const auto digest = to_array<32>(in.bytes(32));
        const auto until = in.u64();
        if (digest && !in.failed())
            into[*digest] = WallTime{std::chrono::seconds{static_cast<std::int64_t>(until)}};
    }
    return !in.failed();
}

/// Only who could end this process anyway.
bool is_own(int channel)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(channel, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == ::geteuid() || peer.uid == 0);
}

} // namespace

std::optional<Takeover> Takeover::ask(const std::string& mailbox)
{
    auto [here, there] = make_channel();
    set_patience(here.get(), kPatienceOfNew);
    const auto posted = post_message(mailbox, as_view(kRequest), there.get());
    if (posted.has_error() && posted.error() == Errc::not_found)
        return std::nullopt;
    there.reset();
    Takeover out{std::move(here)};
    if (posted)
        out.receive_sockets();
    if (out.sockets_.empty())
        throw UserError{trf("the relay at {} does not hand over", mailbox),
                        std::string{tr("end it first, or name another upgrade.socket")}};
    return out;
}

/// None are left when something went wrong.
void Takeover::receive_sockets()
{
    for (;;) {
        auto message = receive_message(channel_.get());
        if (message && says(*message, "G"))
            return;
        const bool good = message && message->passed && message->bytes.size() == 1 &&
                          message->bytes[0] <= static_cast<std::uint8_t>(SocketRole::mailbox) &&
                          sockets_.size() < kMostSockets;
        if (!good) {
            sockets_.clear();
            return;
        }
        sockets_.push_back({static_cast<SocketRole>(message->bytes[0]), std::move(message->passed)});
    }
}

InheritedTickets Takeover::finish()
{
    InheritedTickets out;
    (void)send_message(channel_.get(), as_view("R")); // when it has gone, its last word may be here
    for (;;) {
        const auto message = receive_message(channel_.get());
        if (message && says(*message, "N"))
            throw UserError{
                std::string{tr("the relay that runs goes on, as this one took too long to begin")},
                std::string{tr("start this one again")}};
        if (!message)
            log::warning("the relay before this one ended without telling all tickets that it had let in");
        if (!message || says(*message, "E") || !read_tickets(message->bytes, out))
            return out;
    }
}

Handover::Handover(const asio::any_io_executor& executor, Descriptor mailbox, Source source,
                   std::chrono::milliseconds patience)
    : mailbox_{executor, mailbox.release()}, source_{std::move(source)}, patience_{patience}
{}

asio::awaitable<void> Handover::run()
{
    for (bool over = false; !over;) {
        const auto [error] = co_await mailbox_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                          asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return;
        auto request = receive_message(mailbox_.native_handle());
        if (!request || as_text(request->bytes) != kRequest || !request->passed ||
            !is_own(request->passed.get()))
            continue;
        log::info("another relay takes over");
        over = co_await serve(std::move(request->passed));
        if (!over)
            log::warning("the other relay gave up; this one goes on");
    }
    mailbox_.close();
}

namespace {

asio::awaitable<Result<void>> readable(asio::posix::stream_descriptor& channel)
{
    const auto [error] = co_await channel.async_wait(asio::posix::stream_descriptor::wait_read,
                                                     asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return Errc::closed;
    co_return Result<void>{};
}

} // namespace

/// Whether the other one serves now.
asio::awaitable<bool> Handover::serve(Descriptor channel)
{
    set_patience(channel.get(), kPatienceToSend);
    asio::posix::stream_descriptor watched{co_await asio::this_coro::executor, channel.release()};
    const int number = watched.native_handle();
    if (!send_sockets(number))
        co_return false;
    if (const auto said = co_await with_deadline(patience_, readable(watched)); !said) {
        (void)send_message(number, as_view("N")); // should it be ready yet: two must not serve
        co_return false;
    }
    if (const auto ready = receive_message(number); !ready || !says(*ready, "R"))
        co_return false;
    const auto tickets = co_await source_.release();
    bool told = true;
    for (std::size_t from = 0; told && from < tickets.size(); from += kTicketsAtOnce) {
        const auto to = std::min(tickets.size(), from + kTicketsAtOnce);
        told = send_message(number, encode_tickets(tickets, from, to)).has_value();
    }
    if (told)
        (void)send_message(number, as_view("E")); // it begins without, should it have gone
    co_return true;
}

Result<void> Handover::send_sockets(int channel)
{
    auto sockets = source_.sockets();
    sockets.emplace_back(SocketRole::mailbox, mailbox_.native_handle());
    for (const auto& [role, socket] : sockets) {
        const ByteArray<1> byte{static_cast<std::uint8_t>(role)};
        if (auto sent = send_message(channel, byte, socket); !sent)
            return sent;
    }
    return send_message(channel, as_view("G"));
}

} // namespace cordee::relay
