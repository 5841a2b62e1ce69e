// What modules did that has to be on record: one line of JSON for each act in a file that only its owner
// reads.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/descriptor.hpp"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
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

/// Makes lines, without their ends.
class AuditLines {
public:
    explicit AuditLines(const AuditedModule& by);
    /// `act` is a plain name and `facts` a flat JSON object, both checked where they came in. Facts hold no
    /// content and no secret: that is for the module, and checked by nobody else but its reviewer.
    [[nodiscard]] std::string line(std::string_view act, std::string_view facts, WallTime when) const;

private:
    std::string by_; ///< what each line says of who and where
};

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
    using File = std::shared_ptr<const Descriptor>;

    bool write(const std::string& line);
    /// The file of that name, which another program may have moved on; null and errno: there is none.
    [[nodiscard]] File current() const;
    void sync_later(const File& file);
    void sync_all();

    std::filesystem::path folder_;
    std::uintmax_t largest_;
    std::mutex writing_;
    Descriptor lock_; ///< kept open, as the file is: a transfer of many files has many acts
    File file_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<File> unsynced_;
    bool end_ = false;
    std::thread syncing_; ///< since the first line
};

} // namespace cordee::endpoint
