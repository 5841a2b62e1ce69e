// The receiving end: finds out what is there, says what it wants, and puts what comes to its place. It trusts
// nothing of what it is told. Everything on the engine's thread; disk, hashes and unpacking are jobs.
#pragma once

#include "side.hpp"
#include "sink/in_file.hpp"

#include <memory>
#include <unordered_map>

namespace cordee::transfer {

class Sink : public std::enable_shared_from_this<Sink> {
public:
    struct Place {
        std::uint32_t folder = 0;
        std::string path{};
        Conflict conflict = Conflict::keep_both;
    };
    Sink(Outside& outside, Outbox& out, SideOwner& owner, Ref ref, Place place, Rules rules);

    void pump();
    /// With `discard` the parts go, too: nobody wants them any more.
    void end(bool discard);

    // What the other end says. False: it may not say that.
    bool on(Entries&& entries);
    bool on(const Total& total);
    bool on(Small&& small, const Buffer& buffer);
    bool on(const Block& block, const Buffer& buffer);
    bool on(const Hole& hole, const Buffer& buffer);
    bool on(const Range& range, const Buffer& buffer);
    bool on(const Delta& delta, const Buffer& buffer);
    bool on(const End& end);
    bool on(const Gone& gone);
    bool on(const Changed& changed);

    [[nodiscard]] Counts counts() const;

private:
    enum class State { waits, settles, asks, wants_small, stores, wants_large, comes };
    struct Open {
        State state = State::waits;
        Settle settle{};
        Claim claim{};
        bool person_agreed = false;
        unsigned changes = 0;
    };
    using Opens = std::unordered_map<std::uint32_t, Open>;
    using File = std::shared_ptr<InFile>;

    void make_place();
    void settle_next();
    void settled(std::vector<Settle>& batch);
    void settled(const Settle& one, Decisions& decisions);
    void put_questions();
    void ask_conflict(std::uint32_t index);
    void ask_file(std::uint32_t index);
    void agreed(std::uint32_t index);
    void want(std::uint32_t index, Open& open, Decisions& decisions);
    void refuse(std::uint32_t index, Trouble why);
    void begin_files();
    void prepared(const File& file, Trouble trouble);
    void announce(const File& file);
    void advance(const File& file);
    void take_arrived(const File& file);
    void took(const File& file, Trouble trouble, std::size_t bytes, std::uint64_t content);
    void check(const File& file);
    void stored(const File& file, Trouble trouble);
    void fail(const File& file, Trouble why);
    void drop(const File& file, bool discard);
    void discard(const File& file);
    void unblock();
    void stored_small(const std::vector<SmallFile>& files, const std::vector<Settle>& places,
                      const std::vector<Trouble>& troubles, std::size_t bytes);
    void finish();

    /// The file that this is about; null: it is done with, or there never was one (`fits` becomes false).
    File file_of(std::uint32_t index, bool& fits) const;
    bool came(const Buffer& buffer);
    void taken(std::size_t bytes);
    void job(std::function<void()> work, std::function<void()> done);

    Outside& outside_;
    Outbox& out_;
    SideOwner& owner_;
    const Ref ref_;
    const Place place_;
    const Rules rules_;
    std::shared_ptr<Mine> mine_ = std::make_shared<Mine>();

    bool ended_ = false;
    bool made_place_ = false;
    bool settling_ = false;
    bool asking_ = false;
    bool finishing_ = false;
    std::uint32_t next_index_ = 0;
    Opens open_;
    std::deque<std::uint32_t> to_settle_;
    /// Somebody else writes to their places.
    std::vector<std::uint32_t> blocked_;
    std::deque<std::uint32_t> questions_;
    std::deque<std::uint32_t> large_;
    std::vector<File> files_;
    /// Folders, whose times and modes come last, since each file in them changes them.
    std::vector<Entry> folders_;
    bool all_files_agreed_ = false;

    std::optional<Total> total_;
    std::uint64_t named_bytes_ = 0;
    std::uint64_t wanted_bytes_ = 0;
    std::uint64_t came_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t told_ = 0;
    std::uint64_t done_ = 0;
};

} // namespace cordee::transfer
