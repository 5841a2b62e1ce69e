#include "bench/relay_load/crowd.hpp"

#include "bench/relay_load/measure.hpp"

#include <algorithm>
#include <bit>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cordee::bench {
namespace {

constexpr std::uint64_t kIdleGap = 30'000'000'000; ///< ns between two messages of an idle pair, one direction
constexpr std::uint64_t kActiveGap = 40'000'000;   ///< of an active one, either direction
constexpr std::uint32_t kLarge = 16 * 1024;
constexpr std::uint32_t kLargeEvery = 25; ///< messages
constexpr std::uint64_t kDrainTime = 10'000'000'000;

struct Header {
    std::uint32_t size; ///< of the whole message
    std::uint32_t number;
    std::uint64_t sent_at;
};

std::uint8_t pattern(std::size_t end, std::uint32_t number, std::size_t place)
{
    return static_cast<std::uint8_t>(end * 7 + number * 31 + place);
}

struct End {
    Descriptor socket;
    std::uint32_t next_out = 0;
    std::uint32_t next_in = 0;
    Bytes partial; ///< of a message that is not whole yet
};

/// Ends 2 n and 2 n + 1 are a pair; active ones come first.
class Talk {
public:
    Talk(Rig& rig, const CrowdSettings& settings, CrowdReport& report)
        : report_{report}, active_{settings.active}, idle_{settings.idle}
    {
        for (std::size_t i = 0; i < active_ + idle_; ++i) {
            auto [a, b] = rig.open();
            add(std::move(a));
            add(std::move(b));
        }
    }

    void run()
    {
        auto active_due = now_ns();
        auto idle_due = active_due;
        const auto active_gap = kActiveGap / std::max<std::size_t>(active_, 1);
        const auto idle_gap = kIdleGap / std::max<std::size_t>(2 * idle_, 1);
        report_.ready = 1;
        while (report_.ending == 0) {
            const auto now = now_ns();
            if (active_ > 0 && now >= active_due) {
                const auto turn = active_turn_++;
                say((turn % active_) * 2 + (turn / active_) % 2);
                active_due += active_gap;
            }
            if (idle_ > 0 && now >= idle_due) {
                say(2 * active_ + idle_turn_++ % (2 * idle_));
                idle_due += idle_gap;
            }
            const auto due = std::min(active_ > 0 ? active_due : ~std::uint64_t{0},
                                      idle_ > 0 ? idle_due : ~std::uint64_t{0});
            const auto after = now_ns();
            listen(due > after ? std::min<std::uint64_t>(due - after, 50'000'000) : 0);
        }
        for (const auto until = now_ns() + kDrainTime; report_.received < report_.sent && now_ns() < until;)
            listen(1'000'000);
    }

private:
    void add(Descriptor socket)
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = ends_.size();
        ::epoll_ctl(poller_.get(), EPOLL_CTL_ADD, socket.get(), &event);
        ends_.push_back({std::move(socket), 0, 0, {}});
    }
    void say(std::size_t number)
    {
        auto& end = ends_[number];
        if (!end.socket)
            return;
        const bool large = number < 2 * active_ && end.next_out % kLargeEvery == kLargeEvery - 1;
        const std::uint32_t size = large ? kLarge : kMessage;
        const Header header{size, end.next_out++, now_ns()};
        std::memcpy(message_.data(), &header, sizeof header);
        for (std::size_t i = sizeof header; i < size; ++i)
            message_[i] = pattern(number, header.number, i);
        try {
            send_all(end.socket.get(), View{message_}.first(size));
            report_.sent += size;
        } catch (const std::exception&) {
            hang_up(end);
        }
    }
    void listen(std::uint64_t patience)
    {
        const timespec time{0, static_cast<long>(patience)};
        const auto count = ::epoll_pwait2(poller_.get(), ready_.data(), kEvents, &time, nullptr);
        for (int i = 0; i < count; ++i)
            hear(ready_[static_cast<std::size_t>(i)].data.u64);
    }
    void hear(std::size_t number)
    {
        auto& end = ends_[number];
        const auto got = ::recv(end.socket.get(), heard_.data(), heard_.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0)
            return hang_up(end);
        View bytes{heard_.data(), static_cast<std::size_t>(got)};
        if (!end.partial.empty()) {
            append(end.partial, bytes);
            bytes = end.partial;
        }
        while (bytes.size() >= sizeof(Header)) {
            Header header;
            std::memcpy(&header, bytes.data(), sizeof header);
            if (header.size < sizeof header || header.size > kLarge)
                break; // counted below, once, and nothing that follows can be right
            if (bytes.size() < header.size)
                break;
            check(end, number, header, bytes.first(header.size));
            bytes = bytes.subspan(header.size);
        }
        end.partial = Bytes(bytes.begin(), bytes.end());
        if (end.partial.size() > 2 * kLarge) {
            ++report_.wrong;
            hang_up(end);
        }
    }
    void check(End& end, std::size_t number, const Header& header, View message)
    {
        bool right = header.number == end.next_in++;
        for (std::size_t i = sizeof header; right && i < message.size(); ++i)
            right = message[i] == pattern(number ^ 1U, header.number, i);
        if (!right)
            ++report_.wrong;
        else
            report_.received += message.size();
        if (header.size == kMessage)
            report_.times[report_.phase].add(now_ns() - header.sent_at);
    }
    void hang_up(End& end)
    {
        ++report_.ended;
        end.socket.reset();
    }

    CrowdReport& report_;
    std::size_t active_;
    std::size_t idle_;
    std::size_t active_turn_ = 0;
    std::size_t idle_turn_ = 0;
    std::vector<End> ends_;
    Descriptor poller_{::epoll_create1(EPOLL_CLOEXEC)};
    std::array<epoll_event, kEvents> ready_{};
    Bytes heard_ = Bytes(64 * 1024);
    Bytes message_ = Bytes(kLarge);
};

} // namespace

void Histogram::add(std::uint64_t ns)
{
    const auto value = std::max<std::uint64_t>(ns, 16);
    const auto power = static_cast<unsigned>(std::bit_width(value)) - 5; // four bits behind the first
    ++steps_[power * 16 + ((value >> power) & 15U)];
}

void Histogram::add(const Histogram& other)
{
    for (std::size_t i = 0; i < steps_.size(); ++i)
        steps_[i] += other.steps_[i];
}

std::uint64_t Histogram::count() const
{
    std::uint64_t out = 0;
    for (const auto each : steps_)
        out += each;
    return out;
}

double Histogram::at(double part) const
{
    auto left = static_cast<std::uint64_t>(part * static_cast<double>(count()));
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        if (left < steps_[i])
            return static_cast<double>((std::uint64_t{17 + i % 16}) << (i / 16)) / 1e9;
        left -= steps_[i];
    }
    return 0;
}

Crowd::Crowd(Rig& rig, CrowdSettings settings)
{
    void* const page =
        ::mmap(nullptr, sizeof(CrowdReport), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        throw std::runtime_error{"mmap"};
    report_ = new (page) CrowdReport;
    child_ = ::fork();
    if (child_ != 0)
        return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        rig.prepare(settings.idle + settings.active);
        Talk{rig, settings, *report_}.run();
        ::_exit(0);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "a crowd broke up: %s\n", error.what());
        ::_exit(1);
    }
}

void Crowd::end()
{
    report_->ending = 1;
    if (child_ > 0)
        ::waitpid(child_, nullptr, 0);
    child_ = -1;
}

Crowd::~Crowd()
{
    if (child_ > 0)
        ::kill(child_, SIGKILL);
    end();
    ::munmap(report_, sizeof(CrowdReport));
}

} // namespace cordee::bench
