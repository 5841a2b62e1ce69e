// What modules did that has to be on record: one line of JSON for each act in a file that only its owner reads.
#pragma once

#include "core/base/clock.hpp"
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

/// The line, without its end. Facts hold no content and no secret: that is for the module, and checked by nobody
/// else but its reviewer.
std::string audit_line(const AuditedModule& by, const std::string& act, const json::Object& facts, WallTime when);

/// Appends to audit.jsonl of a folder, each line by one write, and has them on the disk before it lets go: a
/// thread of its own writes, so that no session waits for a disk. A file of 16 MiB becomes audit-1.jsonl, that
/// one audit-2.jsonl, and what was audit-9.jsonl goes. Several programs may write at the same time.
class AuditLog {
public:
    explicit AuditLog(std::filesystem::path folder, std::uintmax_t largest = 16 << 20);
    AuditLog(const AuditLog&) = delete;
    AuditLog& operator=(const AuditLog&) = delete;
    /// When everything is written.
    ~AuditLog();

    /// From any thread. Waits only where thousands of lines wait for the disk.
    void add(std::string line);
    /// Until all that was added is on the disk, or could not be written. For tests.
    void flush();

private:
    void write_all();
    void write(const std::vector<std::string>& lines) const;

    std::filesystem::path folder_;
    std::uintmax_t largest_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> waiting_;
    bool writing_ = false;
    bool end_ = false;
    std::thread writer_; ///< since the first line
};

} // namespace cordee::endpoint
