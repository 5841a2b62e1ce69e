// Walks what is to be sent, one folder at a time, and never through a link.
#pragma once

#include "files.hpp"
#include "protocol/messages.hpp"
#include "rules.hpp"

#include <deque>
#include <set>

namespace cordee::transfer {

struct Root {
    std::uint32_t folder = 0;
    /// Empty: all that is in the folder, without a folder around it.
    std::string path{};
};

struct Item {
    Entry entry{};
    std::uint32_t folder = 0;
    /// Where it is here; entry.path is where it goes.
    std::string path{};
    /// It is not sent, and that is why.
    Trouble trouble = Trouble::none;
};

/// One thread at a time; each step lists one folder.
class Scanner {
public:
    Scanner(Files& files, std::vector<Root> roots, Rules rules);

    /// Adds what it found. False: there is no more.
    bool step(std::vector<Item>& out);
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// Things with no place in the list: folders that cannot be read, paths that are too long.
    [[nodiscard]] std::uint32_t lost() const { return lost_; }
    /// Why the whole cannot be sent.
    [[nodiscard]] Trouble trouble() const { return trouble_; }

private:
    struct Folder {
        std::uint32_t folder;
        std::string here;
        std::string there;
    };

    void begin(const Root& root, std::vector<Item>& out);
    void list(const Folder& folder, std::vector<Item>& out);
    void add(std::uint32_t folder, std::string here, std::string there, const Facts& facts,
             std::string target, std::vector<Item>& out);
    void lose(Item item, Trouble trouble, std::vector<Item>& out);

    Files& files_;
    std::deque<Root> roots_;
    const Rules rules_;
    std::vector<Folder> folders_;
    std::set<std::string> names_;
    std::uint32_t count_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint32_t lost_ = 0;
    Trouble trouble_ = Trouble::none;
};

} // namespace cordee::transfer
