// What a plugin host asks about the folders that its plugin was given, and the answers: one packet each way,
// on a socket pair of its own, because a disk takes its time. Descriptors travel beside an answer, in order.
// The plugin may do anything to its process: the core trusts nothing that comes from there.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <cordee/ext/files.h>

#include <string>
#include <vector>

namespace cordee::plugin {

/// Of one packet. A host with more to ask asks in several.
inline constexpr std::size_t kMostFolderPacket = 64 << 10;
/// Bytes of one listing, which travels as sealed memory.
inline constexpr std::size_t kMostListing = 64 << 20;

enum class FolderCall : std::uint8_t {
    folders = 1, ///< answered by FolderFacts
    perform,     ///< FileRequests; answered by as many FileAnswers
    list,        ///< one, of which folder and path count; answered by one with the listing's descriptor
    space,       ///< the same; answered by one whose facts.size are the bytes
};

/// Actions and flags are as the plugin wrote them, sense or nonsense.
struct FileRequest {
    std::uint32_t action = 0;
    std::uint32_t folder = 0;
    std::uint32_t flags = 0;
    std::uint32_t mode = 0;
    std::int64_t modified = 0;
    std::string path;
    std::string target;
};

struct FolderAsk {
    FolderCall call{};
    std::vector<FileRequest> requests;
};

struct FileAnswer {
    cordee_status status = CORDEE_OK;
    cordee_file_trouble trouble = CORDEE_FILE_FINE;
    bool with_descriptor = false;
    cordee_file_facts facts{};
};

struct FolderFacts {
    std::uint32_t id = 0;
    std::uint32_t rights = 0;
    std::string name;
    std::string entry;
};

struct ListedEntry {
    std::string name;
    cordee_file_facts facts{};
    std::string target;
};

/// Paths beyond CORDEE_PATH_MOST are cut so that they are still too long.
Bytes encode_folder_ask(const FolderAsk& question);
Result<FolderAsk> decode_folder_ask(View packet);
/// What one request adds to a packet.
std::size_t weight_of(const FileRequest& request);

Bytes encode_file_answers(const std::vector<FileAnswer>& answers);
Result<std::vector<FileAnswer>> decode_file_answers(View packet);

Bytes encode_folders(const std::vector<FolderFacts>& folders);
Result<std::vector<FolderFacts>> decode_folders(View packet);

void append_entry(Bytes& listing, const ListedEntry& entry);
Result<std::vector<ListedEntry>> decode_listing(View listing);

} // namespace cordee::plugin
