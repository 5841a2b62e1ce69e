#include "tests/tools/linkem/link.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace linkem {
namespace {

constexpr Nanos kSecond = 1'000'000'000;

Nanos now()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * kSecond + time.tv_nsec;
}

} // namespace

int signal_descriptor(sigset_t& before)
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGHUP, SIGUSR1})
        sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, &before);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

Link::Link(const Options& options, const End& left, const End& right)
    : options_{options}, ends_{left, right}, start_{now()}, ways_{Direction{options, kLeft, start_},
                                                                  Direction{options, kRight, start_}}
{
    prctl(PR_SET_TIMERSLACK, 1UL);
    setpriority(PRIO_PROCESS, 0, -15); // when it may: a late emulator is added delay
    timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}

void Link::run(int signals, const std::function<bool(int signal)>& on_signal)
{
    std::array<pollfd, 4> waiting{{{ends_[kLeft].device, POLLIN, 0},
                                   {ends_[kRight].device, POLLIN, 0},
                                   {timer_, POLLIN, 0},
                                   {signals, POLLIN, 0}}};
    for (;;) {
        arm();
        if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            die("poll: %s", std::strerror(errno));
        if (waiting[2].revents != 0) {
            std::uint64_t expired = 0;
            [[maybe_unused]] const auto ignored = read(timer_, &expired, sizeof expired);
        }
        for (const Side side : {kLeft, kRight}) {
            if ((waiting[side].revents & POLLIN) != 0)
                take(side);
            flush();
        }
        signalfd_siginfo info{};
        if (waiting[3].revents != 0 && read(signals, &info, sizeof info) == sizeof info &&
            on_signal(static_cast<int>(info.ssi_signo)))
            return;
    }
}

std::string Link::report() const
{
    return ways_[kLeft].report("left->right") + ways_[kRight].report("right->left");
}

/// A bounded number of packets, so that the other direction has its turn.
void Link::take(Side from)
{
    for (int i = 0; i < 64; ++i) {
        const auto size = read(ends_[from].device, buffer_.data(), buffer_.size());
        if (size <= 0)
            return;
        const int version = static_cast<unsigned char>(buffer_[0]) >> 4;
        if (version == 4 || (options_.ipv6 && version == 6))
            ways_[from].accept({buffer_.data(), buffer_.data() + size}, now());
    }
}

void Link::flush()
{
    const Nanos time = now();
    ways_[kLeft].deliver(ends_[kRight].device, time);
    ways_[kRight].deliver(ends_[kLeft].device, time);
}

void Link::arm()
{
    const Nanos due = std::min(ways_[kLeft].next_due(), ways_[kRight].next_due());
    if (due == armed_)
        return;
    armed_ = due;
    itimerspec time{};
    if (due != kNever) {
        time.it_value.tv_sec = due / kSecond;
        time.it_value.tv_nsec = due % kSecond;
    }
    timerfd_settime(timer_, TFD_TIMER_ABSTIME, &time, nullptr);
}

} // namespace linkem
