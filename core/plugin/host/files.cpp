#include "core/plugin/host/files.hpp"

#include "core/plugin/host/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace cordee::plugin::host {
namespace {

bool makes_sense(cordee_text text)
{
    return text.data != nullptr || text.size == 0;
}

cordee_text text_of(const std::string& text)
{
    return {text.data(), text.size()};
}

FileRequest request_of(const cordee_file_request& request)
{
    return {static_cast<std::uint32_t>(request.action),
            request.folder,
            request.flags,
            request.mode,
            request.modified,
            string_of(request.path),
            string_of(request.target)};
}

void close_all(const std::vector<int>& descriptors)
{
    for (const int one : descriptors)
        close(one);
}

/// Those that came along. Fewer than were sent: this process can have no more.
std::vector<int> descriptors_in(msghdr& message)
{
    std::vector<int> out;
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        const auto before = out.size();
        out.resize(before + (header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        std::memcpy(out.data() + before, CMSG_DATA(header), (out.size() - before) * sizeof(int));
    }
    return out;
}

/// A file that was opened for nothing: no descriptor is left for it here.
FileAnswer without_descriptor(FileAnswer answer)
{
    answer.status = CORDEE_AGAIN;
    answer.trouble = CORDEE_FILE_BROKEN;
    return answer;
}

void fill_in(cordee_file_request& request, const FileAnswer& answer, int descriptor)
{
    request.status = answer.status;
    request.trouble = answer.trouble;
    request.descriptor = descriptor;
    request.facts = answer.facts;
}

void give_up(cordee_file_request& request, cordee_status status)
{
    fill_in(request, {status, CORDEE_FILE_BROKEN, false, {}}, -1);
}

/// In the order in which they came: the kernel drops the last ones when there is no room.
void fill_in_all(cordee_file_request* requests, const std::vector<FileAnswer>& answers,
                 const std::vector<int>& descriptors)
{
    auto next = descriptors.begin();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (!answers[i].with_descriptor)
            fill_in(requests[i], answers[i], -1);
        else if (next == descriptors.end())
            fill_in(requests[i], without_descriptor(answers[i]), -1);
        else
            fill_in(requests[i], answers[i], *next++);
    }
    close_all({next, descriptors.end()});
}

std::optional<Bytes> read_all(int file, std::uint64_t size)
{
    if (size > kMostListing)
        return std::nullopt;
    Bytes out(size);
    std::size_t at = 0;
    while (at < out.size()) {
        const auto got = pread(file, out.data() + at, out.size() - at, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return std::nullopt;
        at += static_cast<std::size_t>(got);
    }
    return out;
}

std::optional<std::vector<ListedEntry>> read_listing(int file, std::uint64_t size)
{
    const auto bytes = read_all(file, size);
    close(file);
    if (!bytes)
        return std::nullopt;
    auto entries = decode_listing(*bytes);
    return entries ? std::optional{std::move(*entries)} : std::nullopt;
}

} // namespace

std::optional<Files::Reply> Files::receive() const
{
    Reply out{Bytes(kMostFolderPacket), {}};
    iovec part{out.packet.data(), out.packet.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(CORDEE_FILES_BATCH * sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t size = 0;
    do
        size = recvmsg(socket_, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size <= 0)
        return std::nullopt;
    out.packet.resize(static_cast<std::size_t>(size));
    out.descriptors = descriptors_in(message);
    return out;
}

std::optional<Files::Reply> Files::ask(const FolderAsk& question)
{
    const auto packet = encode_folder_ask(question);
    const std::lock_guard lock{asking_};
    ssize_t sent = 0;
    do
        sent = send(socket_, packet.data(), packet.size(), MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(packet.size()) ? receive() : std::nullopt;
}

std::optional<FileAnswer> Files::ask_one(FolderCall call, std::uint32_t folder, cordee_text path,
                                         int& descriptor)
{
    descriptor = -1;
    const auto reply = ask({call, {{0, folder, 0, 0, 0, string_of(path), {}}}});
    if (!reply)
        return std::nullopt;
    const auto answers = decode_file_answers(reply->packet);
    if (!answers || answers->size() != 1) {
        close_all(reply->descriptors);
        return std::nullopt;
    }
    if (answers->front().with_descriptor && reply->descriptors.empty())
        return without_descriptor(answers->front());
    if (!reply->descriptors.empty())
        descriptor = reply->descriptors.front();
    return answers->front();
}

cordee_status Files::folders(void (*each)(void*, const cordee_folder*), void* context)
{
    if (each == nullptr)
        return CORDEE_INVALID;
    const auto reply = ask({FolderCall::folders, {}});
    if (!reply)
        return CORDEE_CLOSED;
    close_all(reply->descriptors);
    const auto folders = decode_folders(reply->packet);
    if (!folders)
        return CORDEE_CLOSED;
    for (const auto& one : *folders) {
        const cordee_folder folder{one.id, one.rights, text_of(one.name), text_of(one.entry)};
        each(context, &folder);
    }
    return CORDEE_OK;
}

cordee_status Files::perform(cordee_file_request* requests, std::size_t count)
{
    if (count > CORDEE_FILES_BATCH || (requests == nullptr && count != 0))
        return CORDEE_INVALID;
    for (std::size_t i = 0; i < count; ++i)
        if (!makes_sense(requests[i].path) || !makes_sense(requests[i].target))
            return CORDEE_INVALID;
    FolderAsk question{FolderCall::perform, {}};
    std::size_t weight = 2;
    std::size_t begin = 0;
    auto status = CORDEE_OK;
    for (std::size_t i = 0; i < count && status == CORDEE_OK; ++i) {
        auto request = request_of(requests[i]);
        if (weight + weight_of(request) > kMostFolderPacket) {
            status = perform_some(requests + begin, question);
            question.requests.clear();
            weight = 2;
            begin = i;
        }
        weight += weight_of(request);
        question.requests.push_back(std::move(request));
    }
    if (status == CORDEE_OK && !question.requests.empty()) {
        status = perform_some(requests + begin, question);
        begin = count;
    }
    for (std::size_t i = begin; i < count; ++i)
        give_up(requests[i], status);
    return status;
}

cordee_status Files::perform_some(cordee_file_request* requests, const FolderAsk& question)
{
    const auto reply = ask(question);
    const auto answers = reply ? decode_file_answers(reply->packet) : Errc::closed;
    if (answers && answers->size() == question.requests.size()) {
        fill_in_all(requests, *answers, reply->descriptors);
        return CORDEE_OK;
    }
    if (reply)
        close_all(reply->descriptors);
    for (std::size_t i = 0; i < question.requests.size(); ++i)
        give_up(requests[i], CORDEE_CLOSED);
    return CORDEE_CLOSED;
}

cordee_status Files::list(std::uint32_t folder, cordee_text path,
                          void (*each)(void*, const cordee_folder_entry*), void* context,
                          cordee_file_trouble* trouble)
{
    if (each == nullptr || !makes_sense(path))
        return CORDEE_INVALID;
    int descriptor = -1;
    const auto answer = ask_one(FolderCall::list, folder, path, descriptor);
    if (!answer)
        return CORDEE_CLOSED;
    if (trouble != nullptr)
        *trouble = answer->trouble;
    if (descriptor < 0)
        return answer->status == CORDEE_OK ? CORDEE_FAILED : answer->status;
    const auto entries = read_listing(descriptor, answer->facts.size);
    if (!entries)
        return CORDEE_FAILED;
    for (const auto& one : *entries) {
        const cordee_folder_entry entry{text_of(one.name), one.facts, text_of(one.target)};
        each(context, &entry);
    }
    return CORDEE_OK;
}

cordee_status Files::space(std::uint32_t folder, std::uint64_t* bytes)
{
    if (bytes == nullptr)
        return CORDEE_INVALID;
    int descriptor = -1;
    const auto answer = ask_one(FolderCall::space, folder, {}, descriptor);
    if (descriptor >= 0)
        close(descriptor);
    if (!answer)
        return CORDEE_CLOSED;
    if (answer->status == CORDEE_OK)
        *bytes = answer->facts.size;
    return answer->status;
}

} // namespace cordee::plugin::host
