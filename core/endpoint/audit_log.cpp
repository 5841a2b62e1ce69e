#include "core/endpoint/audit_log.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/timestamps.hpp"
#include "core/endpoint/private_folders.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "audit.jsonl";
constexpr int kOldFiles = 9;
constexpr std::chrono::milliseconds kBetweenSyncs{50};

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

Descriptor open_lock(const fs::path& file)
{
    make_private_folder(file.parent_path());
    return Descriptor{::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
}

/// Against the other programs that write here.
class Locked {
public:
    explicit Locked(int file) : file_{file}
    {
        while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;
    ~Locked()
    {
        const int why = errno;
        ::flock(file_, LOCK_UN);
        errno = why;
    }

private:
    int file_;
};

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

AuditLines::AuditLines(const AuditedModule& by)
{
    auto object = json::make_object();
    object.set("session", by.session);
    object.set("module", by.module);
    object.set("version", by.version);
    object.set("publisher", by.publisher);
    object.set("side", by.side);
    object.set("operator", by.operator_name);
    object.set("organisation", by.organisation);
    object.set("agent", by.agent_name);
    by_ = json::dump(object).substr(1);
    by_.pop_back();
}

std::string AuditLines::line(std::string_view act, std::string_view facts, WallTime when) const
{
    auto out = fmt::format(R"({{"time":"{}",{},"act":"{}","facts":{}}})", crypto::format_timestamp(when), by_,
                           act, facts);
    // Between its parts an object may have ends of lines, which in a file of lines would begin a new one.
    std::erase_if(out, [](unsigned char c) { return c < 0x20; });
    return out;
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
    const std::lock_guard alone{writing_};
    try {
        if (write(line))
            return;
        log::error("an act of a module is not on record in {}: {}", (folder_ / kName).string(),
                   std::strerror(errno));
    } catch (const UserError& error) {
        log::error("an act of a module is not on record: {}", error.what());
    }
    lock_.reset(); // whatever is wrong, the next one begins anew
    file_.reset();
}

bool AuditLog::write(const std::string& line)
{
    if (!lock_)
        lock_ = open_lock(folder_ / "audit.lock");
    if (!lock_)
        return false;
    const Locked locked{lock_.get()};
    file_ = current();
    if (!file_ || !append(file_->get(), line))
        return false;
    sync_later(file_);
    return true;
}

AuditLog::File AuditLog::current() const
{
    const auto path = folder_ / kName;
    make_room(folder_, path, largest_);
    struct stat there = {};
    struct stat ours = {};
    if (file_ && ::lstat(path.c_str(), &there) == 0 && ::fstat(file_->get(), &ours) == 0 &&
        there.st_ino == ours.st_ino && there.st_dev == ours.st_dev)
        return file_;
    auto opened = open_log(path);
    return opened ? std::make_shared<const Descriptor>(std::move(opened)) : nullptr;
}

void AuditLog::sync_later(const File& file)
{
    const std::lock_guard lock{mutex_};
    if (unsynced_.empty() || unsynced_.back() != file)
        unsynced_.push_back(file);
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
        for (const auto& file : files)
            if (::fdatasync(file->get()) != 0)
                log::error("acts of modules may not be on the disk: {}", std::strerror(errno));
        lock.lock();
        // What comes meanwhile goes with the next one, so that many acts do not keep the disk busy.
        changed_.wait_for(lock, kBetweenSyncs, [&] { return end_; });
    }
}

} // namespace cordee::endpoint
