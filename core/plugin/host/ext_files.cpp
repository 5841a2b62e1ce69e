#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"

namespace cordee::plugin::host {
namespace {

cordee_status list_folders(const cordee_host* host, void (*each)(void* context, const cordee_folder* folder),
                           void* context)
{
    auto* files = HostObject::of(host).files();
    return files == nullptr ? CORDEE_OK : files->folders(each, context);
}

cordee_status perform(const cordee_host* host, cordee_file_request* requests, std::size_t count)
{
    auto* files = HostObject::of(host).files();
    return files == nullptr ? CORDEE_DENIED : files->perform(requests, count);
}

cordee_status list_entries(const cordee_host* host, std::uint32_t folder, cordee_text path,
                           void (*each)(void* context, const cordee_folder_entry* entry), void* context,
                           cordee_file_trouble* trouble)
{
    auto* files = HostObject::of(host).files();
    return files == nullptr ? CORDEE_DENIED : files->list(folder, path, each, context, trouble);
}

cordee_status free_space(const cordee_host* host, std::uint32_t folder, std::uint64_t* bytes)
{
    auto* files = HostObject::of(host).files();
    return files == nullptr ? CORDEE_DENIED : files->space(folder, bytes);
}

} // namespace

const cordee_host_files kFilesHalf{&list_folders, &perform, &list_entries, &free_space};

} // namespace cordee::plugin::host
