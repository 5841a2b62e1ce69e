#include "sink/sink.hpp"

namespace cordee::transfer {

// What does not come, or comes as something else.

bool Sink::on(const Gone& gone)
{
    const auto found = open_.find(gone.index);
    if (found == open_.end())
        return gone.index < next_index_;
    const auto state = found->second.state;
    if (state != State::wants_small && state != State::comes)
        return false;
    owner_.failed(found->second.settle.entry.path, gone.trouble);
    done_ += found->second.settle.entry.size;
    bool fits = true;
    if (state == State::comes) {
        const auto file = file_of(gone.index, fits);
        if (!file)
            return false;
        file->leaving = true;
    }
    open_.erase(found);
    pump();
    return true;
}

bool Sink::on(const Changed& changed)
{
    const auto found = open_.find(changed.index);
    if (found == open_.end())
        return changed.index < next_index_;
    Open& open = found->second;
    if ((open.state != State::wants_small && open.state != State::comes) || ++open.changes > kTriesMost)
        return false;
    auto& entry = open.settle.entry;
    wanted_bytes_ -= entry.size;
    open.claim = nullptr;
    if (total_)
        total_->bytes += changed.size - entry.size;
    entry.mode = changed.mode;
    entry.sparse = changed.sparse;
    entry.size = changed.size;
    entry.modified = changed.modified;
    if (open.state == State::wants_small) {
        open.state = State::waits;
        to_settle_.push_back(changed.index);
    } else {
        bool fits = true;
        const auto file = file_of(changed.index, fits);
        if (!file)
            return false;
        file->leaving = file->again = true;
        done_ -= file->counted;
    }
    pump();
    return true;
}

} // namespace cordee::transfer
