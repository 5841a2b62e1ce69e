#include "bench/relay_load/flood.hpp"

#include "bench/relay_load/measure.hpp"
#include "core/base/random.hpp"
#include "core/wire/relay_entry.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <deque>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cordee::bench {
namespace {

constexpr std::size_t kMostOpen = 2000; ///< the oldest goes when there is another

class Attacker {
public:
    Attacker(std::uint16_t port, Harm harm, Pass pass) : port_{port}, harm_{harm}, pass_{std::move(pass)} {}

    void attack()
    {
        const auto from = static_cast<std::uint8_t>(2 + turn_++ % 250);
        if (harm_ == Harm::used_tickets)
            return show_again(from);
        open_.push_back(begin_to_connect(port_, from));
        if (harm_ == Harm::garbage) {
            auto bytes = system_random().bytes<512>();
            if (turn_ % 3 == 0) // in each of the ways that the relay knows
                bytes[0] = 0x16;
            else if (turn_ % 3 == 1)
                std::copy(wire::kRelayPreamble.begin(), wire::kRelayPreamble.end(), bytes.begin());
            ::send(open_.back().get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        const auto most = harm_ == Harm::garbage ? std::size_t{200} : kMostOpen;
        if (open_.size() > most) {
            reset(open_.front());
            open_.pop_front();
        }
    }

private:
    void show_again(std::uint8_t from)
    {
        auto socket = connect_to(port_, from);
        const timeval patience{1, 0};
        ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        try {
            send_all(socket.get(), as_view(wire::kRelayPreamble));
            ByteArray<wire::kRelayGreetingSize> greeting;
            receive_all(socket.get(), greeting);
            send_all(socket.get(), TicketOffice::entry(pass_, greeting));
            ByteArray<1> answer;
            receive_all(socket.get(), answer);
        } catch (const std::exception&) { // turned away
        }
        reset(socket);
    }

    std::uint16_t port_;
    Harm harm_;
    Pass pass_;
    std::size_t turn_ = 0;
    std::deque<Descriptor> open_;
};

} // namespace

Flood::Flood(RelayRig& rig, Harm harm, double connections_per_second)
{
    void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        throw std::runtime_error{"mmap"};
    counter_ = static_cast<std::uint64_t*>(page);
    auto pass = rig.pass();
    child_ = ::fork();
    if (child_ != 0)
        return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    Attacker attacker{rig.port(), harm, std::move(pass)};
    const auto gap = static_cast<std::uint64_t>(1e9 / connections_per_second);
    for (auto due = now_ns();; due += gap) {
        if (const auto now = now_ns(); due > now)
            rest(static_cast<double>(due - now) / 1e9);
        else
            due = std::max(due, now - 20 * gap); // what it was late for is not made up
        try {
            attacker.attack();
            std::atomic_ref{*counter_}.fetch_add(1, std::memory_order_relaxed);
        } catch (const std::exception&) { // no port was free, say
        }
    }
}

Flood::~Flood()
{
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    ::munmap(counter_, 4096);
}

std::uint64_t Flood::connections() const
{
    return std::atomic_ref{*counter_}.load(std::memory_order_relaxed);
}

} // namespace cordee::bench
