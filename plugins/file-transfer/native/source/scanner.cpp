#include "source/scanner.hpp"

#include "protocol/paths.hpp"

namespace cordee::transfer {

Scanner::Scanner(Files& files, std::vector<Root> roots, Rules rules)
    : files_{files}, roots_{roots.begin(), roots.end()}, rules_{std::move(rules)}
{}

bool Scanner::step(std::vector<Item>& out)
{
    if (trouble_ != Trouble::none)
        return false;
    if (!folders_.empty()) {
        const Folder next = std::move(folders_.back());
        folders_.pop_back();
        list(next, out);
    } else if (!roots_.empty()) {
        const Root root = std::move(roots_.front());
        roots_.pop_front();
        begin(root, out);
    }
    return trouble_ == Trouble::none && (!folders_.empty() || !roots_.empty());
}

void Scanner::begin(const Root& root, std::vector<Item>& out)
{
    if (root.path.empty()) {
        folders_.push_back({root.folder, {}, {}});
        return;
    }
    Request look{CORDEE_FILE_LOOK, root.folder, root.path};
    files_.perform({&look, 1});
    std::string name{last_part(root.path)};
    for (unsigned number = 2; !names_.insert(name).second; ++number)
        name = numbered(last_part(root.path), number); // two things of one name, from two folders
    if (!look.fine()) {
        Item item{{.path = name}, root.folder, root.path};
        return lose(std::move(item), trouble_of(look.trouble), out);
    }
    if (look.facts.kind != CORDEE_KIND_LINK)
        return add(root.folder, root.path, name, look.facts, {}, out);
    // Only the list of its folder tells where a link leads.
    std::vector<FoundEntry> found;
    files_.list(root.folder, std::string{folder_of(root.path)}, found);
    for (auto& one : found)
        if (one.name == last_part(root.path))
            add(root.folder, root.path, name, one.facts, std::move(one.target), out);
}

void Scanner::list(const Folder& folder, std::vector<Item>& out)
{
    std::vector<FoundEntry> found;
    if (files_.list(folder.folder, folder.here, found) != CORDEE_FILE_FINE)
        ++lost_;
    for (auto& one : found)
        add(folder.folder, joined(folder.here, one.name), joined(folder.there, one.name), one.facts,
            std::move(one.target), out);
}

void Scanner::add(std::uint32_t folder, std::string here, std::string there, const Facts& facts,
                  std::string target, std::vector<Item>& out)
{
    if (!is_path(there) || !is_path(here)) {
        ++lost_;
        return;
    }
    Item item{{}, folder, std::move(here)};
    item.entry.path = std::move(there);
    item.entry.mode = static_cast<std::uint16_t>(facts.mode & 0777);
    item.entry.modified = facts.modified;
    if (facts.kind == CORDEE_KIND_FOLDER) {
        item.entry.kind = Kind::folder;
        folders_.push_back({folder, item.path, item.entry.path});
    } else if (facts.kind == CORDEE_KIND_LINK) {
        if (target.empty() || target.size() > kPathMost)
            return lose(std::move(item), Trouble::unusable, out);
        item.entry.kind = Kind::link;
        item.entry.target = std::move(target);
    } else if (facts.kind != CORDEE_KIND_FILE) {
        return lose(std::move(item), Trouble::wrong_kind, out);
    } else {
        const auto trouble =
            facts.size > kFileMost ? Trouble::too_large : rules_.check(item.entry.path, facts.size);
        if (trouble != Trouble::none)
            return lose(std::move(item), trouble, out);
        item.entry.size = facts.size;
        item.entry.sparse = facts.used < facts.size;
        bytes_ += facts.size;
    }
    if (rules_.max_total != 0 && bytes_ > rules_.max_total)
        trouble_ = Trouble::too_much;
    if (++count_ > kTreeMost)
        trouble_ = Trouble::too_much;
    out.push_back(std::move(item));
}

/// It is named to the other side, as an empty file, and then told to be none.
void Scanner::lose(Item item, Trouble trouble, std::vector<Item>& out)
{
    item.trouble = trouble;
    if (++count_ > kTreeMost)
        trouble_ = Trouble::too_much;
    out.push_back(std::move(item));
}

} // namespace cordee::transfer
