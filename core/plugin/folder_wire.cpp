#include "core/plugin/folder_wire.hpp"

#include <algorithm>

namespace cordee::plugin {
namespace {

constexpr std::size_t kMostFolderText = CORDEE_PATH_MOST + 1;

void put_octets(Bytes& to, std::uint64_t value, std::size_t size)
{
    for (std::size_t i = size; i-- > 0;)
        to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_folder_text(Bytes& to, std::string_view text)
{
    text = text.substr(0, kMostFolderText);
    put_octets(to, text.size(), 2);
    append(to, as_view(text));
}

void put_facts(Bytes& to, const cordee_file_facts& facts)
{
    put_octets(to, facts.kind, 4);
    put_octets(to, facts.mode, 4);
    put_octets(to, facts.size, 8);
    put_octets(to, static_cast<std::uint64_t>(facts.modified), 8);
    put_octets(to, facts.used, 8);
    put_octets(to, facts.file, 8);
}

/// Reads on from the front; once something is missing or makes no sense, everything is empty and good() is
/// false.
class FolderReader {
public:
    explicit FolderReader(View bytes) : rest_{bytes} {}

    std::uint64_t number(std::size_t size, std::uint64_t most = ~std::uint64_t{0})
    {
        std::uint64_t value = 0;
        for (const auto byte : take(size))
            value = value << 8 | byte;
        good_ = good_ && value <= most;
        return good_ ? value : 0;
    }
    std::uint32_t number32(std::uint64_t most = ~std::uint32_t{0})
    {
        return static_cast<std::uint32_t>(number(4, most));
    }
    std::string text()
    {
        const auto size = number(2, kMostFolderText);
        return std::string{as_text(take(size))};
    }
    cordee_file_facts facts()
    {
        cordee_file_facts out{};
        out.kind = number32(CORDEE_KIND_OTHER);
        out.mode = number32(0777);
        out.size = number(8);
        out.modified = static_cast<std::int64_t>(number(8));
        out.used = number(8);
        out.file = number(8);
        return out;
    }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool complete() const { return good_ && rest_.empty(); }

private:
    View take(std::size_t size)
    {
        good_ = good_ && rest_.size() >= size;
        if (!good_)
            return {};
        const auto out = rest_.first(size);
        rest_ = rest_.subspan(size);
        return out;
    }

    View rest_;
    bool good_ = true;
};

FileRequest read_request(FolderReader& in)
{
    FileRequest out;
    out.action = in.number32();
    out.folder = in.number32();
    out.flags = in.number32();
    out.mode = in.number32();
    out.modified = static_cast<std::int64_t>(in.number(8));
    out.path = in.text();
    out.target = in.text();
    return out;
}

FileAnswer read_answer(FolderReader& in)
{
    FileAnswer out;
    out.status = static_cast<cordee_status>(in.number(1, CORDEE_FAILED));
    out.trouble = static_cast<cordee_file_trouble>(in.number(1, CORDEE_FILE_BROKEN));
    out.with_descriptor = in.number(1, 1) != 0;
    out.facts = in.facts();
    return out;
}

} // namespace

std::size_t weight_of(const FileRequest& request)
{
    constexpr std::size_t numbers = 4 * 4 + 8 + 2 * 2;
    return numbers + std::min(request.path.size(), kMostFolderText) +
           std::min(request.target.size(), kMostFolderText);
}

Bytes encode_question(const FolderQuestion& question)
{
    Bytes out;
    put_octets(out, static_cast<std::uint8_t>(question.call), 1);
    put_octets(out, question.requests.size(), 1);
    for (const auto& one : question.requests) {
        put_octets(out, one.action, 4);
        put_octets(out, one.folder, 4);
        put_octets(out, one.flags, 4);
        put_octets(out, one.mode, 4);
        put_octets(out, static_cast<std::uint64_t>(one.modified), 8);
        put_folder_text(out, one.path);
        put_folder_text(out, one.target);
    }
    return out;
}

Result<FolderQuestion> decode_question(View packet)
{
    FolderReader in{packet};
    FolderQuestion out{static_cast<FolderCall>(in.number(1)), {}};
    const auto count = in.number(1, CORDEE_FILES_BATCH);
    for (std::uint64_t i = 0; i < count && in.good(); ++i)
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
    put_octets(out, answers.size(), 1);
    for (const auto& one : answers) {
        put_octets(out, one.status, 1);
        put_octets(out, one.trouble, 1);
        put_octets(out, one.with_descriptor ? 1 : 0, 1);
        put_facts(out, one.facts);
    }
    return out;
}

Result<std::vector<FileAnswer>> decode_file_answers(View packet)
{
    FolderReader in{packet};
    const auto count = in.number(1, CORDEE_FILES_BATCH);
    std::vector<FileAnswer> out;
    for (std::uint64_t i = 0; i < count && in.good(); ++i)
        out.push_back(read_answer(in));
    if (!in.complete())
        return Errc::malformed;
    return out;
}

Bytes encode_folders(const std::vector<FolderFacts>& folders)
{
    Bytes out;
    put_octets(out, folders.size(), 1);
    for (const auto& one : folders) {
        put_octets(out, one.id, 4);
        put_octets(out, one.rights, 4);
        put_folder_text(out, one.name);
        put_folder_text(out, one.entry);
    }
    return out;
}

Result<std::vector<FolderFacts>> decode_folders(View packet)
{
    FolderReader in{packet};
    const auto count = in.number(1, CORDEE_FOLDERS_MOST);
    std::vector<FolderFacts> out;
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        const auto id = in.number32();
        const auto rights = in.number32(CORDEE_FOLDER_READ | CORDEE_FOLDER_WRITE);
        auto name = in.text();
        out.push_back({id, rights, std::move(name), in.text()});
    }
    if (!in.complete())
        return Errc::malformed;
    return out;
}

void append_entry(Bytes& listing, const ListedEntry& entry)
{
    put_facts(listing, entry.facts);
    put_folder_text(listing, entry.name);
    put_folder_text(listing, entry.target);
}

Result<std::vector<ListedEntry>> decode_listing(View listing)
{
    if (listing.size() > kMostListing)
        return Errc::too_large;
    FolderReader in{listing};
    std::vector<ListedEntry> out;
    while (in.good() && !in.at_end()) {
        const auto facts = in.facts();
        auto name = in.text();
        out.push_back({std::move(name), facts, in.text()});
    }
    if (!in.complete())
        return Errc::malformed;
    return out;
}

} // namespace cordee::plugin
