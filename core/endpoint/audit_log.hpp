// What modules did that has to be on record: one line of JSON for each act in a file that only its owner
// reads.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/descriptor.hpp"
#include "core/base/json.hpp"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cordee::endpoint {

/// Of one module in one session: who did it, and where.
struct AuditedModule {
    std::string session; ///< hexadecimal
    std::string module;
    std::string version;
    std::string publisher; ///< the id of its key
    std::string side;      ///< "controlling" or "controlled", where this program is
    std::string operator_name;
    std::string organisation;
    std::string agent_name;
};

/// The line, without its end. Facts hold no content and no secret: that is for the module, and checked by
/// nobody else but its reviewer.
std::string audit_line(const AuditedModule& by, const std::string& act, const json::Object& facts,
                       WallTime when);

/// Appends to audit.jsonl of a folder. A line is in the file when add() returns, by one write; a thread of
/// its own then brings it to the disk, so that no session waits for that. A file of 16 MiB becomes
/// audit-1.jsonl, that one audit-2.jsonl, and what was audit-9.jsonl goes. Several programs may write at the
/// same time.
class AuditLog {
public:
    explicit AuditLog(std::filesystem::path folder, std::uintmax_t largest = 16 << 20);
    AuditLog(const AuditLog&) = delete;
    AuditLog& operator=(const AuditLog&) = delete;
    /// When everything is on the disk.
    ~AuditLog();

    /// From any thread. What cannot be written is said in the program's log.
    void add(std::string line);

private:
    void sync_later(Descriptor file);
    void sync_all();

    std::filesystem::path folder_;
    std::uintmax_t largest_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Descriptor> unsynced_;
    bool end_ = false;
    std::thread syncing_; ///< since the first line
};

} // namespace cordee::endpoint
