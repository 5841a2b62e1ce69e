// Files of the plugin host.
#pragma once

#include "files.hpp"

#include <cordee/host.h>

namespace cordee::transfer {

class HostFiles final : public Files {
public:
    /// Without the extension there is no folder.
    explicit HostFiles(const cordee_host* host);

    std::vector<GivenFolder> folders() override;
    void perform(std::span<Request> requests) override;
    cordee_file_trouble list(std::uint32_t folder, const std::string& path,
                             std::vector<FoundEntry>& out) override;
    std::optional<std::uint64_t> space(std::uint32_t folder) override;

private:
    const cordee_host* host_;
    const cordee_host_files* half_;
};

} // namespace cordee::transfer
