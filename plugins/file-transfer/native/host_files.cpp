#include "host_files.hpp"

#include <algorithm>
#include <array>

namespace cordee::transfer {
namespace {

cordee_text text_of(const std::string& text)
{
    return {text.data(), text.size()};
}

std::string string_of(cordee_text text)
{
    return text.size == 0 ? std::string{} : std::string{text.data, text.size};
}

} // namespace

HostFiles::HostFiles(const cordee_host* host)
    : host_{host}, half_{static_cast<const cordee_host_files*>(host->get_extension(host, CORDEE_EXT_FILES))}
{}

std::vector<GivenFolder> HostFiles::folders()
{
    std::vector<GivenFolder> out;
    if (half_ == nullptr)
        return out;
    half_->folders(
        host_,
        [](void* context, const cordee_folder* folder) {
            static_cast<std::vector<GivenFolder>*>(context)->push_back(
                {folder->id, folder->rights, string_of(folder->name), string_of(folder->entry)});
        },
        &out);
    return out;
}

void HostFiles::perform(std::span<Request> requests)
{
    std::array<cordee_file_request, CORDEE_FILES_BATCH> batch;
    while (!requests.empty() && half_ != nullptr) {
        const auto now = requests.first(std::min(requests.size(), batch.size()));
        std::transform(now.begin(), now.end(), batch.begin(), [](const Request& one) {
            cordee_file_request out{};
            out.action = one.action;
            out.folder = one.folder;
            out.flags = one.flags;
            out.mode = one.mode;
            out.modified = one.modified;
            out.path = text_of(one.path);
            out.target = text_of(one.target);
            out.descriptor = -1;
            out.trouble = CORDEE_FILE_BROKEN;
            return out;
        });
        const auto status = half_->perform(host_, batch.data(), now.size());
        for (std::size_t i = 0; i < now.size(); ++i) {
            now[i].trouble = status == CORDEE_OK ? batch[i].trouble : CORDEE_FILE_BROKEN;
            now[i].descriptor = Descriptor{batch[i].descriptor};
            now[i].facts = batch[i].facts;
        }
        requests = requests.subspan(now.size());
    }
}

cordee_file_trouble HostFiles::list(std::uint32_t folder, const std::string& path,
                                    std::vector<FoundEntry>& out)
{
    auto trouble = CORDEE_FILE_BROKEN;
    if (half_ == nullptr)
        return trouble;
    const auto status = half_->list(
        host_, folder, text_of(path),
        [](void* context, const cordee_folder_entry* entry) {
            static_cast<std::vector<FoundEntry>*>(context)->push_back(
                {string_of(entry->name), entry->facts, string_of(entry->target)});
        },
        &out, &trouble);
    if (status == CORDEE_OK)
        return CORDEE_FILE_FINE;
    return trouble == CORDEE_FILE_FINE ? CORDEE_FILE_BROKEN : trouble;
}

std::optional<std::uint64_t> HostFiles::space(std::uint32_t folder)
{
    std::uint64_t bytes = 0;
    if (half_ == nullptr || half_->space(host_, folder, &bytes) != CORDEE_OK)
        return std::nullopt;
    return bytes;
}

} // namespace cordee::transfer
