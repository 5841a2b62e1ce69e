// Values that a module stores: for its session in memory, for this computer in files.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cordee::plugin {

/// The keys of every call are names as is_name() wants them. One thread at a time.
class Values {
public:
    virtual ~Values() = default;
    /// Errc::not_found, Errc::io_error.
    virtual Result<Bytes> read(const std::string& key) = 0;
    /// Errc::too_large beyond a limit of ext/storage.h, Errc::io_error, Errc::exhausted: the former value is
    /// still there.
    virtual Result<void> write(const std::string& key, View value) = 0;
    /// One that is not there is fine.
    virtual Result<void> remove(const std::string& key) = 0;
    /// In alphabetical order.
    virtual Result<std::vector<std::string>> keys() = 0;
};

class SessionValues final : public Values {
public:
    Result<Bytes> read(const std::string& key) override;
    Result<void> write(const std::string& key, View value) override;
    Result<void> remove(const std::string& key) override;
    Result<std::vector<std::string>> keys() override;

private:
    std::map<std::string, Bytes> values_;
    std::size_t size_ = 0;
};

/// One file for each key in a folder that only its owner can read. Several programs may use it at once.
class KeptValues final : public Values {
public:
    /// The folder is made by the first write().
    explicit KeptValues(std::filesystem::path folder) : folder_{std::move(folder)} {}

    Result<Bytes> read(const std::string& key) override;
    Result<void> write(const std::string& key, View value) override;
    Result<void> remove(const std::string& key) override;
    Result<std::vector<std::string>> keys() override;

private:
    std::filesystem::path folder_;
};

struct ModuleValues {
    /// Empty: nothing is kept.
    explicit ModuleValues(std::filesystem::path folder) : keeps{!folder.empty()}, kept{std::move(folder)} {}

    SessionValues session;
    bool keeps;
    KeptValues kept;
};

} // namespace cordee::plugin
