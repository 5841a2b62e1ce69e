// What the engine needs of the world: the other half, the disk, the person, the clock. The plugin gives it
// the plugin host's, a test its own.
#pragma once

#include "files.hpp"
#include "jobs.hpp"
#include "protocol/octets.hpp"
#include "rules.hpp"

#include <cordee/ext/session.h>
#include <cordee/ext/task.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::transfer {

using Time = std::chrono::steady_clock::time_point;

struct Report {
    std::uint32_t task = 0;
    cordee_task_state state = CORDEE_TASK_RUNNING;
    std::uint64_t done = 0;
    std::uint64_t total = CORDEE_TASK_UNKNOWN;
    std::uint64_t rate = CORDEE_TASK_UNKNOWN;
    std::uint64_t seconds_left = CORDEE_TASK_UNKNOWN;
    std::string title{};
    std::string detail{};
};

/// Everything on the engine's thread; none of these calls the engine.
class Outside {
public:
    virtual ~Outside() = default;
    /// False: no room now; Engine::writable() follows.
    virtual bool send(View message) = 0;
    virtual Files& files() = 0;
    virtual Jobs& jobs() = 0;
    [[nodiscard]] virtual Time now() const = 0;
    [[nodiscard]] virtual cordee_side side() const = 0;
    [[nodiscard]] virtual bool permitted(const char* permission) const = 0;
    [[nodiscard]] virtual std::string peer_name() const = 0;
    [[nodiscard]] virtual std::string language() const = 0;
    [[nodiscard]] virtual Rules rules() const = 0;
    virtual void report(const Report& report) = 0;
    /// Choices from the one that allows the least; Engine::answered() follows. False: it cannot be asked.
    virtual bool ask(std::uint32_t question, const std::string& text,
                     const std::vector<std::string>& choices) = 0;
    virtual void withdraw(std::uint32_t question) = 0;
    /// What outlives this process until the session ends.
    virtual void keep(View value) = 0;
    virtual Bytes kept() = 0;
    /// False: not now.
    virtual bool record(const char* act, const std::string& facts) = 0;
    /// For the person at this side, who began nothing.
    virtual void say(const std::string& text) = 0;
};

} // namespace cordee::transfer
