#include "core/plugin/folder_wire.hpp"

#include "core/plugin/frame_codec.hpp"

#include <algorithm>

namespace cordee::plugin {
namespace {

void put_facts(Bytes& to, const cordee_file_facts& facts)
{
    put_number(to, facts.kind, 4);
    put_number(to, facts.mode, 4);
    put_number(to, facts.size, 8);
    put_number(to, static_cast<std::uint64_t>(facts.modified), 8);
    put_number(to, facts.used, 8);
    put_number(to, facts.file, 8);
}

std::uint64_t at_most(Cursor& in, std::size_t size, std::uint64_t most)
{
    const auto value = in.number(size);
    if (value > most)
        in.fail();
    return in.failed() ? 0 : value;
}

/// Longer ones are never written.
std::string short_text(Cursor& in)
{
    auto text = in.text();
    if (text.size() > kMaxText)
        in.fail();
    return text;
}

cordee_file_facts read_facts(Cursor& in)
{
    cordee_file_facts out{};
    out.kind = static_cast<std::uint32_t>(at_most(in, 4, CORDEE_KIND_OTHER));
    out.mode = static_cast<std::uint32_t>(at_most(in, 4, 0777));
    out.size = in.number(8);
    out.modified = static_cast<std::int64_t>(in.number(8));
    out.used = in.number(8);
    out.file = in.number(8);
    return out;
}

FileRequest read_request(Cursor& in)
{
    FileRequest out;
    out.action = in.number32();
    out.folder = in.number32();
    out.flags = in.number32();
    out.mode = in.number32();
    out.modified = static_cast<std::int64_t>(in.number(8));
    out.path = short_text(in);
    out.target = short_text(in);
    return out;
}

FileAnswer read_answer(Cursor& in)
{
    FileAnswer out;
    out.status = static_cast<cordee_status>(at_most(in, 1, CORDEE_FAILED));
    out.trouble = static_cast<cordee_file_trouble>(at_most(in, 1, CORDEE_FILE_BROKEN));
    out.with_descriptor = at_most(in, 1, 1) != 0;
    out.facts = read_facts(in);
    return out;
}

} // namespace

std::size_t weight_of(const FileRequest& request)
{
    constexpr std::size_t numbers = 4 * 4 + 8 + 2 * 2;
    return numbers + std::min(request.path.size(), kMaxText) + std::min(request.target.size(), kMaxText);
}

Bytes encode_folder_ask(const FolderAsk& question)
{
    Bytes out;
    put_number(out, static_cast<std::uint8_t>(question.call), 1);
    put_number(out, question.requests.size(), 1);
    for (const auto& one : question.requests) {
        put_number(out, one.action, 4);
        put_number(out, one.folder, 4);
        put_number(out, one.flags, 4);
        put_number(out, one.mode, 4);
        put_number(out, static_cast<std::uint64_t>(one.modified), 8);
        put_text(out, one.path);
        put_text(out, one.target);
    }
    return out;
}

Result<FolderAsk> decode_folder_ask(View packet)
{
    Cursor in{packet};
    FolderAsk out{static_cast<FolderCall>(in.number(1)), {}};
    const auto count = at_most(in, 1, CORDEE_FILES_BATCH);
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i)
        out.requests.push_back(read_request(in));
    if (!in.complete() || out.call < FolderCall::folders || out.call > FolderCall::space)
        return Errc::malformed;
    const auto wanted = out.call == FolderCall::folders ? 0U : 1U;
    if (out.call != FolderCall::perform && count != wanted)
        return Errc::malformed;
    return out;
}

Bytes encode_file_answers(const std::vector<FileAnswer>& answers)
{
    Bytes out;
    put_number(out, answers.size(), 1);
    for (const auto& one : answers) {
        put_number(out, one.status, 1);
        put_number(out, one.trouble, 1);
        put_number(out, one.with_descriptor ? 1 : 0, 1);
        put_facts(out, one.facts);
    }
    return out;
}

Result<std::vector<FileAnswer>> decode_file_answers(View packet)
{
    Cursor in{packet};
    const auto count = at_most(in, 1, CORDEE_FILES_BATCH);
    std::vector<FileAnswer> out;
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i)
        out.push_back(read_answer(in));
    if (!in.complete())
        return Errc::malformed;
    return out;
}

Bytes encode_folders(const std::vector<FolderFacts>& folders)
{
    Bytes out;
    put_number(out, folders.size(), 1);
    for (const auto& one : folders) {
        put_number(out, one.id, 4);
        put_number(out, one.rights, 4);
        put_text(out, one.name);
        put_text(out, one.entry);
    }
    return out;
}

Result<std::vector<FolderFacts>> decode_folders(View packet)
{
    Cursor in{packet};
    const auto count = at_most(in, 1, CORDEE_FOLDERS_MOST);
    std::vector<FolderFacts> out;
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        const auto id = in.number32();
        const auto rights =
            static_cast<std::uint32_t>(at_most(in, 4, CORDEE_FOLDER_READ | CORDEE_FOLDER_WRITE));
        auto name = short_text(in);
        out.push_back({id, rights, std::move(name), short_text(in)});
    }
    if (!in.complete())
        return Errc::malformed;
    return out;
}

void append_entry(Bytes& listing, const ListedEntry& entry)
{
    put_facts(listing, entry.facts);
    put_text(listing, entry.name);
    put_text(listing, entry.target);
}

Result<std::vector<ListedEntry>> decode_listing(View listing)
{
    if (listing.size() > kMostListing)
        return Errc::too_large;
    Cursor in{listing};
    std::vector<ListedEntry> out;
    while (!in.failed() && !in.complete()) {
        const auto facts = read_facts(in);
        auto name = short_text(in);
        out.push_back({std::move(name), facts, short_text(in)});
    }
    if (!in.complete())
        return Errc::malformed;
    return out;
}

} // namespace cordee::plugin
