// The plugin's half of its folders: asks the core, one question at a time.
#pragma once

#include "core/plugin/folder_wire.hpp"

#include <mutex>
#include <optional>

namespace cordee::plugin::host {

/// Any thread.
class Files {
public:
    explicit Files(int socket) : socket_{socket} {}

    cordee_status folders(void (*each)(void* context, const cordee_folder* folder), void* context);
    cordee_status perform(cordee_file_request* requests, std::size_t count);
    cordee_status list(std::uint32_t folder, cordee_text path,
                       void (*each)(void* context, const cordee_folder_entry* entry), void* context,
                       cordee_file_trouble* trouble);
    cordee_status space(std::uint32_t folder, std::uint64_t* bytes);

private:
    struct Reply {
        Bytes packet;
        std::vector<int> descriptors; ///< the receiver's to close
    };

    std::optional<Reply> ask(const FolderAsk& question);
    [[nodiscard]] std::optional<Reply> receive() const;
    cordee_status perform_some(cordee_file_request* requests, const FolderAsk& question);
    /// One answer and its descriptor, or -1. Empty: the core is gone.
    std::optional<FileAnswer> ask_one(FolderCall call, std::uint32_t folder, cordee_text path,
                                      int& descriptor);

    const int socket_;
    std::mutex asking_;
};

} // namespace cordee::plugin::host
