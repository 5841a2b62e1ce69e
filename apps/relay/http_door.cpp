#include "apps/relay/http_door.hpp"

#include "core/base/language.hpp"

#include <mutex>

namespace cordee::relay {

namespace asio = boost::asio;
using transport::HttpHead;
using transport::HttpReply;
using wire::PollRequest;

namespace {

constexpr std::size_t kMaxEarlyBody = 4096; ///< before its sides have met there is only the entry to send
constexpr std::chrono::milliseconds kCarrierTime{60'000}; ///< between two requests, and for one to arrive
constexpr std::chrono::milliseconds kAnswerTime{30'000};
constexpr std::chrono::milliseconds kFarewellTime{1'000};

bool is_poll_target(std::string_view target)
{
    return wire::decode_poll_request("POST", target) || wire::decode_poll_request("DELETE", target);
}

/// In both languages, as nobody is asked for theirs.
std::string page()
{
    std::string out;
    for (const auto language : {Language::english, Language::french})
        out += std::string{tr(
                   "This is a Cordée relay. It forwards remote support sessions, which it cannot read.",
                   language)} +
               '\n';
    return out;
}

} // namespace

/// One TCP connection, and what it counts as: an entry, or a carrier of a long-poll connection.
class HttpDoor::Visit final : public PollCarrier {
public:
    Visit(HttpDoor& door, transport::ByteStream stream, Entries::Place place,
          std::shared_ptr<Visitor> visitor)
        : door_{door}, visitor_{std::move(visitor)}, carrier_{stream.is_tls() ? "https" : "http"},
          http_{std::move(stream)}
    {
        place_.emplace(std::move(place));
    }
    ~Visit() override { detach(); }

    void leave_entries() override
    {
        const std::scoped_lock lock{mutex_};
        place_.reset();
    }

    void admit() override
    {
        const std::scoped_lock lock{mutex_};
        if (place_)
            place_->admit();
    }

    asio::awaitable<void> run()
    {
        while (http_.goes_on()) {
            const auto head = co_await http_.read_head(is_entry() ? door_.entry_time_ : kCarrierTime);
            if (!head)
                break;
            if (head->asks_for_websocket && head->target == wire::kStreamTarget)
                co_return co_await open_websocket();
            if (const auto request = wire::decode_poll_request(head->method, head->target))
                co_await answer(*request);
            else if (head->method == "OPTIONS" && is_poll_target(head->target))
                co_await answer_browser();
            else
                co_await answer_stranger(*head);
        }
        co_await http_.end(kFarewellTime);
    }

private:
    asio::awaitable<void> open_websocket()
    {
        if (!be_entry())
            co_return;
        auto connection = co_await http_.accept_websocket(door_.entry_time_);
        if (!connection)
            co_return;
        auto place = std::move(*place_); // no poll knows this any more
        place_.reset();
        co_await door_.enter_(Leg{std::move(*connection), carrier_}, std::move(place), visitor_);
    }

    asio::awaitable<void> answer_stranger(const HttpHead& head)
    {
        const bool wonders = head.target == "/" && (head.method == "GET" || head.method == "HEAD");
        const auto text = wonders ? page() : std::string{};
        const HttpReply reply{wonders ? 200U : 404U, "text/plain; charset=utf-8", as_view(text)};
        co_await http_.reply(reply, true, door_.entry_time_);
    }

    /// It asks whether a page may. Pages come from their broker's origin, never from a relay's; and there is
    /// nothing here that a browser sends by itself for a person, such as cookies.
    asio::awaitable<void> answer_browser()
    {
        const HttpReply reply{.status = 204, .for_pages = true, .pages_may = "POST, DELETE"};
        co_await http_.reply(reply, true, door_.entry_time_);
    }

    asio::awaitable<void> answer(const PollRequest& request)
    {
        if (request.kind == PollRequest::Kind::open)
            co_return co_await open_poll();
        const auto poll = door_.polls_.find(request.id);
        if (!poll)
            co_return co_await refuse(404);
        if (!carry(poll))
            co_return co_await refuse(503);
        const std::size_t limit = request.kind != PollRequest::Kind::up ? 0
                                  : poll->is_paired()                   ? wire::kMaxPollBody
                                                                        : kMaxEarlyBody;
        auto body = co_await http_.read_body(limit, poll->is_paired() ? kCarrierTime : door_.entry_time_);
        if (!body)
            co_return;
        transport::PollReply outcome;
        if (request.kind == PollRequest::Kind::up)
            outcome = co_await poll->up(request.number, std::move(*body));
        else if (request.kind == PollRequest::Kind::down)
            outcome = co_await poll->down(request.number);
        else
            outcome = co_await poll->end();
        HttpReply reply{.status = outcome.status, .for_pages = true};
        if (outcome.body)
            reply.body = *outcome.body;
        const bool over = outcome.status == 404; // who goes on asking for what has ended is an entry again
        if (over)
            detach();
        co_await http_.reply(reply, over, kAnswerTime);
    }

    asio::awaitable<void> open_poll()
    {
        const auto body = co_await http_.read_body(0, door_.entry_time_);
        if (!body)
            co_return;
        if (!be_entry())
            co_return co_await refuse(503);
        auto visitor = std::make_shared<Visitor>(co_await asio::this_coro::executor, visitor_->from());
        auto place = door_.entries_.take(visitor->from(), Visitor::shedding(visitor));
        if (!place)
            co_return co_await refuse(503);
        auto poll = door_.polls_.open(co_await asio::this_coro::executor);
        const auto id = to_hex(poll->id());
        auto connection = poll->connection();
        auto entering = door_.enter_(Leg{std::move(connection), carrier_ + " long-poll", std::move(poll)},
                                     std::move(*place), visitor);
        door_.tasks_.spawn(entry(visitor, std::move(entering)));
        const HttpReply reply{.status = 200, .body = as_view(id), .for_pages = true};
        co_await http_.reply(reply, false, door_.entry_time_);
    }

    static asio::awaitable<void> entry(std::shared_ptr<Visitor> visitor, asio::awaitable<void> entering)
    {
        co_await visitor->until_shed(std::move(entering));
    }

    asio::awaitable<void> refuse(unsigned status)
    {
        const HttpReply reply{.status = status, .for_pages = true};
        co_await http_.reply(reply, true, door_.entry_time_);
    }

    /// False when there is no room for another entry.
    bool be_entry()
    {
        const bool carried = poll_ != nullptr;
        detach();
        const std::scoped_lock lock{mutex_};
        if (carried) // whoever brings something else now has yet to show a ticket for it
            place_.reset();
        if (!place_) {
            auto place = door_.entries_.take(visitor_->from(), Visitor::shedding(visitor_));
            if (place)
                place_.emplace(std::move(*place));
        }
        return place_.has_value();
    }

    bool is_entry()
    {
        const std::scoped_lock lock{mutex_};
        return place_.has_value();
    }

    /// A proxy may send requests of several connections this way, one after the other.
    bool carry(const std::shared_ptr<Poll>& poll)
    {
        if (poll_ == poll)
            return true;
        if (!be_entry())
            return false;
        poll_ = poll;
        poll_->add(*this);
        return true;
    }

    void detach()
    {
        if (poll_)
            poll_->remove(*this);
        poll_.reset();
    }

    HttpDoor& door_;
    std::shared_ptr<Visitor> visitor_;
    std::string carrier_;
    transport::HttpServerConnection http_;
    std::mutex mutex_; ///< for `place_`, which a poll may take away from another thread
    std::optional<Entries::Place> place_;
    std::shared_ptr<Poll> poll_; ///< whose last request it brought
};

HttpDoor::HttpDoor(Entries& entries, Polls& polls, TaskGroup& tasks, std::chrono::milliseconds entry_time,
                   Enter enter)
    : entries_{entries}, polls_{polls}, tasks_{tasks}, entry_time_{entry_time}, enter_{std::move(enter)}
{}

asio::awaitable<void> HttpDoor::serve(transport::ByteStream stream, Entries::Place place,
                                      std::shared_ptr<Visitor> visitor)
{
    Visit visit{*this, std::move(stream), std::move(place), std::move(visitor)};
    co_await visit.run();
}

} // namespace cordee::relay
