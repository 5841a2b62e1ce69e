#include "transfer.hpp"

#include "protocol/paths.hpp"

#include <cordee/audit.hpp>

#include <algorithm>
#include <utility>

namespace cordee::transfer {
namespace {

constexpr std::size_t kFailuresShown = 20;
/// So that an act stays within what the audit takes.
constexpr std::size_t kNameRecorded = 2000;

Offer offer_of(Ref ref, const Wish& wish)
{
    Offer out{.ref = ref, .direction = wish.direction, .conflict = wish.conflict};
    if (wish.direction == Direction::send) {
        out.to = wish.to;
        for (const auto& root : wish.from)
            out.paths.emplace_back(last_part(root.path));
    } else {
        out.paths = wish.what;
    }
    return out;
}

std::string facts_of(const std::string& path, std::uint64_t size, const Hash& root, Direction direction)
{
    auto name = shown(path);
    if (name.size() > kNameRecorded) {
        auto from = name.size() - kNameRecorded;
        while (from < name.size() && (static_cast<unsigned char>(name[from]) & 0xc0) == 0x80)
            ++from;
        name.erase(0, from);
    }
    return sdk::Facts{}
        .add("direction", direction == Direction::send ? "send" : "fetch")
        .add("hash", hex(root))
        .add("name", name)
        .add("size", size)
        .json();
}

/// Nobody goes on with these, so their parts are of no use.
bool is_final(Trouble why)
{
    return why == Trouble::cancelled || why == Trouble::protocol || why == Trouble::declined;
}

} // namespace

Transfer::Transfer(TransferOwner& owner, Ref ref, std::uint32_t task, Wish wish)
    : owner_{owner}, offer_{offer_of(ref, wish)}, wish_{std::move(wish)}, task_{task},
      language_{owner.outside().language()}
{}

Transfer::Transfer(TransferOwner& owner, Offer offer)
    : owner_{owner}, offer_{std::move(offer)}, language_{owner.outside().language()}
{}

/// Of the direction in which the content goes: `send` to the controlled side, `fetch` from there.
const char* Transfer::permission() const
{
    const bool controlling = owner_.outside().side() == CORDEE_SIDE_CONTROLLING;
    return sends() == controlling ? "send" : "fetch";
}

std::optional<std::uint32_t> Transfer::folder_for(std::uint32_t right) const
{
    for (const auto& folder : owner_.outside().files().folders()) {
        if ((folder.rights & right) == 0 || !folder.entry.empty())
            continue;
        return folder.id;
    }
    return std::nullopt;
}

void Transfer::begin()
{
    if (!owner_.outside().permitted(permission()))
        return end(Trouble::denied, !begun_here());
    if (!begun_here())
        return answer();
    state_ = State::offered;
    owner_.outbox().put(offer_);
    report(CORDEE_TASK_RUNNING, std::string{say(Phrase::waits_for_person, language_)});
}

void Transfer::answer()
{
    if (offer_.version != kVersion)
        return end(Trouble::unsupported, true);
    const auto rules = owner_.outside().rules();
    // What comes in can be asked for file by file, when it is known; what goes out only here.
    const bool by_file = rules.ask == Ask::file && !sends();
    if (rules.ask == Ask::never || by_file || owner_.is_agreed(offer_))
        return accept();
    ask(transfer_question(owner_.outside().peer_name(), !sends(), offer_.paths, language_),
        {std::string{say(Phrase::no, language_)}, std::string{say(Phrase::yes, language_)}},
        [this](std::uint32_t choice) {
            if (choice == 0)
                return end(Trouble::declined, true);
            owner_.agree(offer_, true);
            accept();
        });
}

void Transfer::accept()
{
    const auto folder = folder_for(sends() ? CORDEE_FOLDER_READ : CORDEE_FOLDER_WRITE);
    if (!folder)
        return end(Trouble::no_folder, true);
    owner_.outbox().put(Answer{ref(), Trouble::none});
    start(*folder);
}

void Transfer::start(std::uint32_t folder)
{
    state_ = State::running;
    told_done_ = other_done_ = false;
    auto& outside = owner_.outside();
    outcome_ = {};
    if (sends()) {
        std::vector<Root> roots;
        if (begun_here())
            roots = wish_->from;
        else
            for (const auto& path : offer_.paths)
                roots.push_back({folder, path});
        source_ = std::make_shared<Source>(outside, owner_.outbox(), *this, ref(), std::move(roots),
                                           outside.rules());
        source_->pause(paused_);
    } else {
        auto rules = outside.rules();
        if (begun_here())
            rules.ask = Ask::never; // the person here asked for it
        sink_ = std::make_shared<Sink>(
            outside, owner_.outbox(), *this, ref(),
            Sink::Place{folder, begun_here() ? wish_->to : offer_.to, offer_.conflict}, std::move(rules));
    }
    path(owner_.path());
    pump();
}

void Transfer::stop(bool discard)
{
    last_ = counts();
    if (source_)
        source_->end();
    if (sink_)
        sink_->end(discard);
    source_.reset();
    sink_.reset();
}

void Transfer::act(cordee_task_wish wish)
{
    if (state_ == State::ended || state_ == State::complete)
        return;
    if (wish == CORDEE_TASK_CANCEL)
        return end(Trouble::cancelled, true);
    set_pause(wish == CORDEE_TASK_PAUSE);
    owner_.outbox().put(Pause{ref(), paused_});
}

void Transfer::set_pause(bool on)
{
    paused_ = on;
    progress_.forget();
    if (source_)
        source_->pause(on);
    pump();
    tick();
}

void Transfer::peer_restarted()
{
    if (ended())
        return;
    if (state_ == State::complete && begun_here()) {
        other_done_ = true; // all is there; only records are missing
        return end_when_recorded();
    }
    stop(false);
    if (!begun_here()) {
        state_ = State::ended; // it begins anew, too, or nobody wants it any more
        return;
    }
    progress_.forget();
    begin();
    if (paused_ && !ended())
        owner_.outbox().put(Pause{ref(), true});
}

void Transfer::path(std::uint64_t bytes_per_second)
{
    if (source_ && bytes_per_second > 0)
        source_->path(bytes_per_second);
}

void Transfer::pump()
{
    const auto source = source_; // which may be let go of inside
    const auto sink = sink_;
    if (source)
        source->pump();
    if (sink)
        sink->pump();
}

Counts Transfer::counts() const
{
    return source_ ? source_->counts() : sink_ ? sink_->counts() : last_;
}

void Transfer::tick()
{
    if (ended() || state_ == State::complete)
        return;
    if (!owner_.outside().permitted(permission()))
        return end(Trouble::denied, true);
    pump();
    if (!begun_here() || state_ != State::running)
        return;
    progress_.note(owner_.outside().now(), counts().carried);
    report(paused_ ? CORDEE_TASK_PAUSED : CORDEE_TASK_RUNNING,
           paused_ ? std::string{say(Phrase::paused, language_)} : std::string{});
}

void Transfer::report(cordee_task_state state, std::string detail)
{
    if (!begun_here())
        return;
    const auto now = counts();
    Report out{task_, state, now.done, now.total};
    if (state == CORDEE_TASK_RUNNING) {
        out.rate = progress_.rate();
        out.seconds_left = progress_.seconds_left(now.done, now.total);
    }
    out.title = title_of(offer_.paths, language_);
    out.detail = std::move(detail);
    owner_.outside().report(out);
}

// What its end says.

void Transfer::give_up(Trouble why)
{
    end(why, true);
}

void Transfer::end(Trouble why, bool tell)
{
    if (ended())
        return;
    stop(is_final(why));
    owner_.agree(offer_, false);
    if (tell && state_ == State::asking && !begun_here())
        owner_.outbox().put(Answer{ref(), why});
    else if (tell)
        owner_.outbox().put(Cancel{ref(), why});
    state_ = State::ended;
    report(why == Trouble::cancelled ? CORDEE_TASK_CANCELLED : CORDEE_TASK_FAILED,
           std::string{say(why, language_)});
    if (!begun_here() && why != Trouble::cancelled && why != Trouble::declined)
        owner_.outside().say(failure(title_of(offer_.paths, language_), why, language_));
}

void Transfer::complete()
{
    if (state_ != State::running)
        return;
    stop(false);
    owner_.agree(offer_, false);
    state_ = State::complete;
    end_when_recorded();
}

void Transfer::recorded()
{
    --unrecorded_;
    end_when_recorded();
}

/// A session may end with its last transfer, so the side that began it waits for the other's records, too:
/// the receiver says Done after its own, and a sender who did not begin answers after its own.
void Transfer::end_when_recorded()
{
    if (state_ != State::complete || unrecorded_ > 0)
        return;
    const bool tells = !sends() || !begun_here();
    if (tells && !std::exchange(told_done_, true))
        owner_.outbox().put(Done{ref()});
    if (begun_here() && !sends() && !other_done_)
        return;
    state_ = State::ended;
    last_.done = last_.total;
    report(outcome_.failed == 0 ? CORDEE_TASK_DONE : CORDEE_TASK_FAILED, describe(outcome_, language_));
}

void Transfer::moved(const std::string& path, std::uint64_t size, const Hash& root)
{
    outcome_.root = ++outcome_.files == 1 ? hex(root) : std::string{};
    outcome_.bytes += size;
    ++unrecorded_;
    owner_.record(shared_from_this(), sends() ? "file-sent" : "file-received",
                  facts_of(path, size, root,
                           permission() == std::string_view{"send"} ? Direction::send : Direction::fetch));
}

void Transfer::failed(const std::string& path, Trouble why)
{
    if (++outcome_.failed <= kFailuresShown)
        outcome_.failures.push_back(failure(path, why, language_));
}

void Transfer::ask(std::string text, std::vector<std::string> choices,
                   std::function<void(std::uint32_t)> then)
{
    owner_.ask(shared_from_this(), std::move(text), std::move(choices), std::move(then));
}

// What the other side says.

bool Transfer::on(const Answer& answer)
{
    if (!begun_here() || state_ != State::offered)
        return false;
    if (answer.trouble != Trouble::none)
        end(answer.trouble, false);
    else
        start(wish_->folder);
    return true;
}

bool Transfer::on(const Cancel& cancel)
{
    end(cancel.trouble == Trouble::none ? Trouble::cancelled : cancel.trouble, false);
    return true;
}

bool Transfer::on(const Pause& pause)
{
    set_pause(pause.on);
    return true;
}

bool Transfer::on(const Done& done)
{
    if (sends())
        return source_ && std::shared_ptr
        {
            source_
            } -> on(done);
    other_done_ = begun_here() && state_ == State::complete && told_done_;
    const bool fits = other_done_;
    end_when_recorded();
    return fits;
}

template <class One>
bool Transfer::on(One&& one, const Buffer& buffer)
{
    const auto source = source_; // which may be let go of inside
    const auto sink = sink_;
    if constexpr (requires { this->on(one); })
        return this->on(one);
    else if constexpr (requires { source->on(std::move(one)); })
        return source && source->on(std::move(one));
    else if constexpr (requires { sink->on(std::move(one), buffer); })
        return sink && sink->on(std::move(one), buffer);
    else
        return sink && sink->on(std::move(one));
}

void Transfer::received(Message&& message, const Buffer& buffer)
{
    if (ended())
        return;
    const bool fits = std::visit([&](auto& one) { return on(std::move(one), buffer); }, message);
    if (!fits)
        end(Trouble::protocol, true);
    else
        pump();
}

} // namespace cordee::transfer
