#include "apps/relay/pipe_pool.hpp"

#include <array>
#include <fcntl.h>

namespace cordee::relay {
namespace {

constexpr int kPipeSize = 256 * 1024; ///< the system may give less, which is no harm

} // namespace

std::unique_ptr<Pipe> PipePool::take()
{
    if (lent_ >= most_lent_)
        return nullptr;
    if (!kept_.empty()) {
        auto pipe = std::move(kept_.back());
        kept_.pop_back();
        ++lent_;
        return pipe;
    }
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) != 0)
        return nullptr;
    auto pipe = std::make_unique<Pipe>(Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}});
    ::fcntl(ends[1], F_SETPIPE_SZ, kPipeSize);
    ++lent_;
    return pipe;
}

void PipePool::give_back(std::unique_ptr<Pipe> pipe)
{
    --lent_;
    if (pipe->held == 0 && kept_.size() < most_kept_)
        kept_.push_back(std::move(pipe));
}

} // namespace cordee::relay
