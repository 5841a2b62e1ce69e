#include "core/endpoint/audit_log.hpp"

#include "core/base/error.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/timestamps.hpp"
#include "core/endpoint/file_lock.hpp"
#include "core/endpoint/private_folders.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

namespace fs = std::filesystem;

constexpr int kOldFiles = 9;
constexpr std::size_t kMostUnsynced = 64;

fs::path old_file(const fs::path& folder, int number)
{
    return folder / ("audit-" + std::to_string(number) + ".jsonl");
}

/// Under the lock.
void make_room(const fs::path& folder, const fs::path& file, std::uintmax_t largest)
{
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error || size < largest)
        return;
    for (int number = kOldFiles - 1; number > 0; --number)
        fs::rename(old_file(folder, number), old_file(folder, number + 1), error);
    fs::rename(file, old_file(folder, 1), error);
}

Descriptor open_log(const fs::path& file)
{
    Descriptor out{
        ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)};
    struct stat info = {};
    if (out && (::fstat(out.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_uid != ::geteuid()))
        out.reset();
    return out;
}

/// A line that does not fit on the disk leaves no part of itself.
bool append(int file, const std::string& line)
{
    const auto before = ::lseek(file, 0, SEEK_END);
    const auto written = ::write(file, line.data(), line.size());
    if (written == static_cast<ssize_t>(line.size()))
        return true;
    if (written > 0 && before >= 0) [[maybe_unused]]
        const int cut = ::ftruncate(file, before);
    return false;
}

} // namespace

std::string audit_line(const AuditedModule& by, const std::string& act, const json::Object& facts,
                       WallTime when)
{
    auto object = json::make_object();
    object.set("time", crypto::format_timestamp(when));
    object.set("session", by.session);
    object.set("module", by.module);
    object.set("version", by.version);
    object.set("publisher", by.publisher);
    object.set("side", by.side);
    object.set("operator", by.operator_name);
    object.set("organisation", by.organisation);
    object.set("agent", by.agent_name);
    object.set("act", act);
    object.set("facts", facts);
    return json::dump(object);
}

AuditLog::AuditLog(fs::path folder, std::uintmax_t largest) : folder_{std::move(folder)}, largest_{largest} {}

AuditLog::~AuditLog()
{
    {
        const std::lock_guard lock{mutex_};
        end_ = true;
    }
    changed_.notify_all();
    if (syncing_.joinable())
        syncing_.join();
}

void AuditLog::add(std::string line)
{
    line += '\n';
    try {
        const FileLock lock{folder_ / "audit.lock"};
        const auto path = folder_ / "audit.jsonl";
        make_room(folder_, path, largest_);
        auto file = open_log(path);
        if (file && append(file.get(), line))
            return sync_later(std::move(file));
        log::error("an act of a module is not on record in {}: {}", path.string(), std::strerror(errno));
    } catch (const UserError& error) {
        log::error("an act of a module is not on record: {}", error.what());
    }
}

/// One that waits already may be of the same file: then it costs next to nothing.
void AuditLog::sync_later(Descriptor file)
{
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return unsynced_.size() < kMostUnsynced; });
    unsynced_.push_back(std::move(file));
    if (!syncing_.joinable())
        syncing_ = std::thread{[this] { sync_all(); }};
    changed_.notify_all();
}

void AuditLog::sync_all()
{
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [&] { return !unsynced_.empty() || end_; });
        if (unsynced_.empty())
            return;
        const auto files = std::exchange(unsynced_, {});
        lock.unlock();
        changed_.notify_all();
        for (const auto& file : files)
            if (::fdatasync(file.get()) != 0)
                log::error("acts of modules may not be on the disk: {}", std::strerror(errno));
        lock.lock();
    }
}

} // namespace cordee::endpoint
