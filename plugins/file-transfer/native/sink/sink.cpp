#include "sink/sink.hpp"

#include "protocol/paths.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

/// An acknowledgement is worth a message after so many bytes.
constexpr std::uint64_t kAckStep = 128 * 1024;
/// A sender that keeps to the largest window stays below, with one message on top.
constexpr std::uint64_t kUntakenMost = kWindowMost + kLargestBlock + 1024 * 1024;

} // namespace

Sink::Sink(Outside& outside, Outbox& out, SideOwner& owner, Ref ref, Place place, Rules rules)
    : outside_{outside}, out_{out}, owner_{owner}, ref_{ref}, place_{std::move(place)}, rules_{
                                                                                            std::move(rules)}
{}

void Sink::job(std::function<void()> work, std::function<void()> done)
{
    outside_.jobs().run(std::move(work), [self = weak_from_this(), done = std::move(done)] {
        const auto alive = self.lock();
        if (!alive || alive->ended_)
            return;
        done();
        if (!alive->ended_)
            alive->pump();
    });
}

Counts Sink::counts() const
{
    return {done_, total_ ? total_->bytes : CORDEE_TASK_UNKNOWN, came_};
}

void Sink::end(bool discard_parts)
{
    ended_ = true;
    if (discard_parts)
        for (const auto& file : files_)
            discard(file);
}

void Sink::pump()
{
    if (ended_)
        return;
    unblock();
    settle_next();
    put_questions();
    begin_files();
    const auto files = files_; // which may end meanwhile
    for (const auto& file : files)
        if (!ended_)
            advance(file);
    if (!ended_ && total_ && open_.empty() && !finishing_)
        finish();
}

bool Sink::came(const Buffer& buffer)
{
    came_ += buffer->size();
    return came_ - taken_ <= kUntakenMost;
}

void Sink::taken(std::size_t bytes)
{
    taken_ += bytes;
    if (taken_ - told_ < kAckStep && taken_ != came_)
        return;
    told_ = taken_;
    out_.put(Ack{ref_, taken_, done_});
}

void Sink::finish()
{
    finishing_ = true;
    const auto requests = std::make_shared<std::vector<Request>>();
    for (auto one = folders_.rbegin(); one != folders_.rend(); ++one) {
        Request facts{CORDEE_FILE_SET_FACTS, place_.folder, joined(place_.path, one->path)};
        facts.mode = one->mode;
        facts.modified = one->modified;
        requests->push_back(std::move(facts));
    }
    folders_.clear();
    job([requests, files = &outside_.files()] { files->perform(*requests); },
        [this] {
            out_.put(Ack{ref_, taken_, done_});
            owner_.complete();
        });
}

} // namespace cordee::transfer
