// A few values that outlive the plugin's process.
#ifndef CORDEE_STORAGE_HPP
#define CORDEE_STORAGE_HPP

#include <cordee/ext/storage.h>
#include <cordee/host.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cordee::sdk {

/// Every call may take as long as a disk does.
class Storage {
public:
    /// Until the session ends.
    static Storage session(Host host) { return {host, CORDEE_STORAGE_SESSION}; }
    /// On this computer; needs "storage": true in manifest.json.
    static Storage kept(Host host) { return {host, CORDEE_STORAGE_KEPT}; }

    /// Empty: there is no such value.
    std::optional<std::vector<std::uint8_t>> read(const char* key) const
    {
        std::vector<std::uint8_t> value(4096);
        for (;;) {
            std::size_t size = value.size();
            const auto status =
                half_ ? half_->read(host_.c_host(), scope_, key, value.data(), &size) : CORDEE_CLOSED;
            if (status == CORDEE_TOO_LARGE && value.size() < CORDEE_STORAGE_VALUE_MOST) {
                value.resize(CORDEE_STORAGE_VALUE_MOST);
                continue;
            }
            if (status != CORDEE_OK)
                return std::nullopt;
            value.resize(size);
            return value;
        }
    }
    cordee_status write(const char* key, Message value) const
    {
        return half_ ? half_->write(host_.c_host(), scope_, key, value.data(), value.size()) : CORDEE_CLOSED;
    }
    cordee_status remove(const char* key) const
    {
        return half_ ? half_->remove(host_.c_host(), scope_, key) : CORDEE_CLOSED;
    }
    /// In alphabetical order.
    std::vector<std::string> keys() const
    {
        std::vector<std::string> out;
        const auto add = [](void* to, cordee_text key) {
            static_cast<std::vector<std::string>*>(to)->emplace_back(key.data, key.size);
        };
        if (half_)
            half_->list(host_.c_host(), scope_, add, &out);
        return out;
    }

private:
    Storage(Host host, cordee_storage_scope scope)
        : host_{host}, half_{host.half<cordee_host_storage>(CORDEE_EXT_STORAGE)}, scope_{scope}
    {}

    Host host_;
    const cordee_host_storage* half_;
    cordee_storage_scope scope_;
};

} // namespace cordee::sdk

#endif
