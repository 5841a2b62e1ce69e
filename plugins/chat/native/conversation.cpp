#include "conversation.hpp"

#include <algorithm>
#include <utility>

namespace cordee::chat {
namespace {

std::size_t weight(const Said& said)
{
    Bytes bytes;
    sdk::Writer out{bytes};
    write_content(out, said.entry.content);
    return bytes.size() + sizeof(Said);
}

} // namespace

Conversation::Conversation(Around& around, State state, std::deque<Said> kept)
    : around_{around}, state_{state}, said_{std::move(kept)}
{
    for (const auto& said : said_) {
        bytes_ += weight(said);
        // The entries are what counts: they are written before the state.
        auto& highest = said.own ? state_.sent : state_.received;
        if (said.own || said.place >= state_.peer_since)
            highest = std::max(highest, said.entry.number);
    }
}

void Conversation::begin()
{
    hello_due_ = true;
    met_ = false;
    peer_types_ = false;
    told_typing_ = false;
    go_on();
}

void Conversation::say(Content content, std::uint64_t time)
{
    add(true, {++state_.sent, time, std::move(content)});
    around_.keep(state_);
    typing_ = false;
    go_on();
}

void Conversation::typing(bool on)
{
    typing_ = on;
    go_on();
}

bool Conversation::received(View message)
{
    const auto decoded = decode(message);
    if (decoded.broken)
        return false;
    if (!decoded.message)
        return true;
    if (!met_ && !std::holds_alternative<Hello>(*decoded.message))
        return false;
    const bool fine = std::visit([&](const auto& one) { return take(one); }, *decoded.message);
    if (fine)
        go_on();
    return fine;
}

bool Conversation::take(const Hello& hello)
{
    const bool same = hello.your_history == state_.own_history;
    if (same && hello.received > state_.sent)
        return false;
    if (state_.peer_history != hello.own_history)
        forget_peer(hello.own_history);
    state_.delivered = same ? hello.received : 0;
    next_ = state_.delivered + 1;
    told_delivered_ = 0;
    told_seen_ = 0;
    met_ = true;
    around_.keep(state_);
    return true;
}

void Conversation::forget_peer(std::uint64_t new_history)
{
    state_.peer_history = new_history;
    state_.peer_since = next_place();
    state_.received = 0;
    state_.shown = 0;
    hello_due_ = true; // what it heard of `received` was about another history
}

bool Conversation::take(const Entry& entry)
{
    peer_types_ = false;
    if (entry.number <= state_.received) {
        told_delivered_ = std::min(told_delivered_, entry.number - 1);
        return true;
    }
    state_.received = entry.number;
    add(false, entry);
    around_.keep(state_);
    return true;
}

bool Conversation::take(const Delivered& delivered)
{
    if (delivered.number > state_.sent)
        return false;
    state_.delivered = std::max(state_.delivered, delivered.number);
    around_.keep(state_);
    return true;
}

bool Conversation::take(const Seen& seen)
{
    if (seen.number > state_.sent)
        return false;
    state_.seen = std::max(state_.seen, seen.number);
    state_.delivered = std::max(state_.delivered, seen.number);
    around_.keep(state_);
    return true;
}

bool Conversation::take(const Typing& typing)
{
    peer_types_ = typing.on;
    return true;
}

void Conversation::add(bool own, Entry entry)
{
    said_.push_back({next_place(), own, std::move(entry)});
    bytes_ += weight(said_.back());
    around_.keep(said_.back());
    trim();
}

void Conversation::trim()
{
    while (said_.size() > kMostEntries || bytes_ > kMostBytes) {
        bytes_ -= weight(said_.front());
        around_.forget(said_.front());
        said_.pop_front();
    }
}

void Conversation::go_on()
{
    show_new();
    if (hello_due_)
        hello_due_ = !send(Hello{kVersion, state_.own_history, state_.peer_history, state_.received});
    if (hello_due_ || !met_)
        return;
    if (send_marks() && send_entries() && typing_ != told_typing_ && send(Typing{typing_}))
        told_typing_ = typing_;
}

/// False: no room.
bool Conversation::send_marks()
{
    if (state_.received > told_delivered_) {
        if (!send(Delivered{state_.received}))
            return false;
        told_delivered_ = state_.received;
    }
    if (state_.shown > told_seen_) {
        if (!send(Seen{state_.shown}))
            return false;
        told_seen_ = state_.shown;
    }
    return true;
}

bool Conversation::send_entries()
{
    for (const auto& said : said_) {
        if (!said.own || said.entry.number < next_)
            continue;
        if (!send(said.entry))
            return false;
        next_ = said.entry.number + 1;
    }
    return true;
}

/// What is left out by the limits above is not shown any more.
void Conversation::show_new()
{
    for (const auto& said : said_) {
        if (said.own || said.place <= state_.shown_place)
            continue;
        if (!around_.show(said))
            return;
        state_.shown_place = said.place;
        if (said.place >= state_.peer_since)
            state_.shown = said.entry.number;
        around_.keep(state_);
    }
}

Mark Conversation::mark(const Said& own) const
{
    if (own.entry.number <= state_.seen)
        return Mark::seen;
    return own.entry.number <= state_.delivered ? Mark::delivered : Mark::waiting;
}

} // namespace cordee::chat
