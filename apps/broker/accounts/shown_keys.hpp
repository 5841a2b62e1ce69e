// The keys that operators showed under their own logins: nobody becomes a colleague by a key that somebody
// else named for them. In memory: a colleague whose broker starts anew meanwhile comes again.
#pragma once

#include "core/base/clock.hpp"

#include <deque>
#include <map>
#include <string>

namespace cordee::broker {

/// One strand.
class ShownKeys {
public:
    explicit ShownKeys(const Clock& clock) : clock_{clock} {}

    /// Good for ten minutes, or until the operator has shown eight others.
    void show(std::int64_t operator_id, const std::string& key);
    /// Whether this operator showed it; once.
    bool take(std::int64_t operator_id, const std::string& key);

private:
    struct Shown {
        std::string key;
        SteadyTime since{};
    };

    const Clock& clock_;
    std::map<std::int64_t, std::deque<Shown>> shown_;
};

} // namespace cordee::broker
