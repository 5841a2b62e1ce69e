// What is going to happen in the simulated world, in the order of its time.
#pragma once

#include <functional>
#include <queue>
#include <tuple>
#include <vector>

namespace cordee::world {

enum class Happening { begins, ends, told_end, asks, reports, looks, breaks, is_repaired };

struct Event {
    double at = 0; ///< seconds of the world
    Happening what{};
    std::size_t whom = 0; ///< session or relay
    std::size_t number = 0;

    bool operator>(const Event& other) const
    {
        return std::tie(at, number) > std::tie(other.at, other.number);
    }
};

class Timeline {
public:
    void add(double at, Happening what, std::size_t whom) { events_.push({at, what, whom, number_++}); }
    [[nodiscard]] bool over(double until) const { return events_.empty() || events_.top().at > until; }
    Event next()
    {
        const auto out = events_.top();
        events_.pop();
        return out;
    }

private:
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_{};
    std::size_t number_ = 0;
};

} // namespace cordee::world
