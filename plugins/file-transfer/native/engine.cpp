#include "engine.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

/// Transfers that the other side may have under way here.
constexpr std::size_t kTransfersMost = 16;
/// Acts that may wait for the record before no further file begins.
constexpr std::size_t kRecordsMost = 1024;
/// Answers to one who takes none of ours, as a hostile peer could.
constexpr std::size_t kUnsentMost = 65536;
constexpr Ref kControlling = Ref{1} << 32;
constexpr Ref kControlled = Ref{2} << 32;

} // namespace

Engine::Engine(Outside& outside) : outside_{outside}, out_{outside}
{
    const auto kept = outside.kept();
    for (std::size_t at = 0; at + sizeof(Hash) <= kept.size(); at += sizeof(Hash)) {
        Hash one;
        std::copy_n(kept.begin() + static_cast<std::ptrdiff_t>(at), one.size(), one.begin());
        agreed_.insert(one);
    }
}

Engine::~Engine() = default;

Ref Engine::ref_of(std::uint32_t task) const
{
    return (outside_.side() == CORDEE_SIDE_CONTROLLING ? kControlling : kControlled) | task;
}

void Engine::begin(std::uint32_t task, std::string_view wish)
{
    auto read = read_wish(wish);
    if (!read || transfers_.contains(ref_of(task))) {
        Report report{task, CORDEE_TASK_FAILED};
        report.detail = say(Trouble::malformed, outside_.language());
        outside_.report(report);
        return;
    }
    const auto transfer = std::make_shared<Transfer>(self(), ref_of(task), task, std::move(*read));
    transfers_[transfer->ref()] = transfer;
    transfer->begin();
    after();
}

void Engine::act(std::uint32_t task, cordee_task_wish wish)
{
    const auto found = transfers_.find(ref_of(task));
    if (found != transfers_.end())
        found->second->act(wish);
    after();
}

void Engine::received(Bytes bytes)
{
    const auto buffer = std::make_shared<const Bytes>(std::move(bytes));
    auto message = decode(*buffer);
    if (!message) {
        // Which transfer it was about is not known; none of them can be trusted to be whole.
        for (const auto& [ref, transfer] : transfers_)
            transfer->received(Offer{}, buffer);
        return after();
    }
    if (auto* offer = std::get_if<Offer>(&*message)) {
        offered(std::move(*offer));
        return after();
    }
    const auto ref = std::visit([](const auto& one) { return one.ref; }, *message);
    const auto found = transfers_.find(ref);
    if (found != transfers_.end()) // else it has ended here, and the other side does not know yet
        found->second->received(std::move(*message), buffer);
    after();
}

void Engine::offered(Offer&& offer)
{
    const auto theirs = outside_.side() == CORDEE_SIDE_CONTROLLING ? kControlled : kControlling;
    const auto open = static_cast<std::size_t>(std::count_if(
        transfers_.begin(), transfers_.end(), [&](const auto& one) { return (one.first & theirs) != 0; }));
    if ((offer.ref >> 32) != (theirs >> 32) || transfers_.contains(offer.ref)) {
        out_.put(Cancel{offer.ref, Trouble::protocol});
        return;
    }
    if (open >= kTransfersMost) {
        out_.put(Answer{offer.ref, Trouble::busy});
        return;
    }
    const auto transfer = std::make_shared<Transfer>(self(), std::move(offer));
    transfers_[transfer->ref()] = transfer;
    transfer->begin();
}

void Engine::writable()
{
    out_.writable();
    if (!out_.blocked())
        for (const auto& [ref, transfer] : transfers_)
            transfer->pump();
    after();
}

void Engine::peer_restarted()
{
    out_.clear();
    for (const auto& [ref, transfer] : transfers_)
        transfer->peer_restarted();
    after();
}

void Engine::answered(std::uint32_t question, std::uint32_t choice)
{
    auto node = questions_.extract(question);
    if (!node)
        return;
    const auto of = node.mapped().of.lock();
    if (of && !of->ended())
        node.mapped().then(choice);
    after();
}

void Engine::rate(std::uint64_t bytes_per_second)
{
    path_ = bytes_per_second;
    for (const auto& [ref, transfer] : transfers_)
        transfer->path(bytes_per_second);
    after();
}

void Engine::tick()
{
    for (const auto& [ref, transfer] : transfers_)
        transfer->tick();
    after();
}

void Engine::after()
{
    put_records();
    while (!unasked_.empty()) {
        const auto question = unasked_.front();
        unasked_.pop_front();
        answered(question, 0);
    }
    std::erase_if(questions_, [this](const auto& one) {
        const auto of = one.second.of.lock();
        const bool over = !of || of->ended();
        if (over)
            outside_.withdraw(one.first);
        return over;
    });
    std::erase_if(transfers_, [](const auto& one) { return one.second->ended(); });
    if (out_.size() > kUnsentMost)
        peer_restarted(); // it takes nothing: what was begun here is offered anew
}

// For the transfers.

Claim Engine::claim(std::uint32_t folder, const std::string& path)
{
    const std::lock_guard lock{places_->mutex};
    const auto [place, fresh] = places_->taken.emplace(folder, path);
    if (!fresh)
        return nullptr;
    return {places_.get(), [places = places_, key = *place](void*) {
                const std::lock_guard unlock{places->mutex};
                places->taken.erase(key);
            }};
}

void Engine::ask(const std::shared_ptr<Transfer>& of, std::string text, std::vector<std::string> choices,
                 Ask then)
{
    const auto number = next_question_++;
    questions_[number] = {of, std::move(then)};
    if (!outside_.ask(number, text, choices))
        unasked_.push_back(number);
}

void Engine::record(const std::shared_ptr<Transfer>& of, const char* act, std::string facts)
{
    records_.push_back({act, std::move(facts), of});
}

bool Engine::is_agreed(const Offer& offer) const
{
    return agreed_.contains(hash_of(encode(offer)));
}

void Engine::agree(const Offer& offer, bool agreed)
{
    const auto key = hash_of(encode(offer));
    const bool changed = agreed ? agreed_.insert(key).second : agreed_.erase(key) > 0;
    if (!changed)
        return;
    Bytes kept;
    for (const auto& one : agreed_)
        kept.insert(kept.end(), one.begin(), one.end());
    outside_.keep(kept);
}

bool Engine::recording_lags() const
{
    return records_.size() > kRecordsMost;
}

void Engine::put_records()
{
    while (!records_.empty() && outside_.record(records_.front().act, records_.front().facts)) {
        const auto of = records_.front().of.lock();
        records_.pop_front();
        if (of)
            of->recorded();
    }
}

} // namespace cordee::transfer
