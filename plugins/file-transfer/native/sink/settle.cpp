#include "sink/settle.hpp"

#include "protocol/paths.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

constexpr unsigned kNumbersMost = 1000;

/// Of the same size and, to the nanosecond, of the same time: what a transfer before this one has put there.
bool is_same(const Facts& there, const Entry& entry)
{
    return entry.kind == Kind::file && there.kind == CORDEE_KIND_FILE && there.size == entry.size &&
           there.modified == entry.modified;
}

bool is_same_link(const Settle& one, const std::string& path, Files& files)
{
    std::vector<FoundEntry> found;
    files.list(one.folder, std::string{folder_of(path)}, found);
    return std::any_of(found.begin(), found.end(), [&](const FoundEntry& entry) {
        return entry.name == last_part(path) && entry.target == one.entry.target;
    });
}

bool is_there_already(const Settle& one, const std::string& path, const Facts& there, Files& files)
{
    if (one.entry.kind == Kind::link)
        return there.kind == CORDEE_KIND_LINK && is_same_link(one, path, files);
    return is_same(there, one.entry);
}

/// A link is made at once; a file is asked for.
void put(Settle& one, std::string path, bool replace, Files& files)
{
    one.target = std::move(path);
    one.replace = replace;
    one.verdict = Verdict::want;
    if (one.entry.kind != Kind::link)
        return;
    Request link{CORDEE_FILE_MAKE_LINK, one.folder, one.target};
    link.flags = replace ? CORDEE_FILE_REPLACE : 0;
    link.target = one.entry.target;
    files.perform({&link, 1});
    one.trouble = trouble_of(link.trouble);
    one.verdict = link.fine() ? Verdict::stored : Verdict::refuse;
}

void keep_both(Settle& one, Files& files, Mine& mine)
{
    for (unsigned number = 2; number < kNumbersMost; ++number) {
        Request look{CORDEE_FILE_LOOK, one.folder, numbered(one.path, number)};
        files.perform({&look, 1});
        if (look.trouble == CORDEE_FILE_ABSENT)
            return put(one, std::move(look.path), false, files);
        if (!look.fine())
            break;
        if (is_there_already(one, look.path, look.facts, files)) {
            mine.add(look.facts.file);
            one.verdict = Verdict::stored;
            return;
        }
    }
    one.trouble = Trouble::exists;
}

void resolve(Settle& one, const Facts& there, Files& files, Mine& mine)
{
    one.has_older = there.kind == CORDEE_KIND_FILE;
    auto conflict = one.conflict;
    if ((conflict == Conflict::replace || conflict == Conflict::newer) && mine.has(there.file))
        conflict = Conflict::keep_both;
    switch (conflict) {
    case Conflict::keep_both:
        return keep_both(one, files, mine);
    case Conflict::ask:
        one.ask = true;
        return;
    case Conflict::skip:
        one.verdict = Verdict::skip;
        return;
    case Conflict::newer:
        if (there.modified >= one.entry.modified) {
            one.verdict = Verdict::skip;
            return;
        }
        [[fallthrough]];
    case Conflict::replace:
        if (there.kind == CORDEE_KIND_FILE || there.kind == CORDEE_KIND_LINK)
            return put(one, one.path, true, files);
        one.trouble = Trouble::wrong_kind;
    }
}

void settle_one(Settle& one, const Request& answer, Files& files, Mine& mine)
{
    one.trouble = Trouble::none;
    if (one.entry.kind == Kind::folder) {
        one.trouble =
            trouble_of(answer.trouble == CORDEE_FILE_EXISTS ? CORDEE_FILE_WRONG_KIND : answer.trouble);
        one.verdict = answer.fine() ? Verdict::stored : Verdict::refuse;
        one.target = one.path;
    } else if (answer.trouble == CORDEE_FILE_ABSENT) {
        put(one, one.path, false, files);
    } else if (!answer.fine()) {
        one.trouble = trouble_of(answer.trouble);
    } else if (is_there_already(one, one.path, answer.facts, files)) {
        mine.add(answer.facts.file);
        one.verdict = Verdict::stored;
    } else {
        resolve(one, answer.facts, files, mine);
    }
}

} // namespace

void settle(std::vector<Settle>& batch, Files& files, Mine& mine)
{
    std::vector<Request> requests;
    for (const auto& one : batch)
        requests.push_back({one.entry.kind == Kind::folder ? CORDEE_FILE_MAKE_FOLDER : CORDEE_FILE_LOOK,
                            one.folder, one.path});
    files.perform(requests);
    for (std::size_t i = 0; i < batch.size(); ++i)
        settle_one(batch[i], requests[i], files, mine);
}

} // namespace cordee::transfer
