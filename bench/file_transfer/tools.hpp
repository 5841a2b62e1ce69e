// The programs that are compared, each made ready to send what it is told to.
#pragma once

#include "tests/support/installation.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace cordee::bench {

struct Job {
    std::filesystem::path from; ///< a file or a folder
    std::filesystem::path to;   ///< the folder that it goes to, under its own name
    bool resumable = false;     ///< it will be killed, and is to go on in the next one
};

/// One transfer that has been made ready but not begun.
class Transfer {
public:
    virtual ~Transfer() = default;
    virtual void begin() = 0;
    /// To its end; throws with what the program wrote when it fails.
    virtual void wait() = 0;
    /// kill -9 of everything that works for it.
    virtual void kill() = 0;
};

class Tool {
public:
    explicit Tool(std::string name) : name_{std::move(name)} {}
    virtual ~Tool() = default;
    Tool(const Tool&) = delete;
    Tool& operator=(const Tool&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] virtual std::unique_ptr<Transfer> prepare(const Job& job) = 0;
    /// How often each byte goes over the wire: twice with somebody between.
    [[nodiscard]] virtual double hops() const { return 1; }
    [[nodiscard]] virtual bool can_resume() const { return false; }
    [[nodiscard]] virtual bool is_ours() const { return false; }

private:
    std::string name_;
};

/// One of: cp, scp, rsync, daemon, relay, direct. Its servers run as long as it lives. `folder` is where it
/// may keep its keys and settings; what is sent and received lies below `files`.
std::unique_ptr<Tool> make_tool(const std::string& key, const std::filesystem::path& folder,
                                const std::filesystem::path& files);
const std::vector<std::string>& tool_keys();

std::unique_ptr<Tool> make_ours(bool direct, const std::filesystem::path& folder);

} // namespace cordee::bench
