// The sending end: walks the tree ahead of the transfer, names what there is, and sends what is wanted.
// Everything on the engine's thread; reading, hashing and packing are jobs.
#pragma once

#include "side.hpp"
#include "source/out_file.hpp"

#include <memory>
#include <unordered_map>

namespace cordee::transfer {

class Source : public std::enable_shared_from_this<Source> {
public:
    Source(Outside& outside, Outbox& out, SideOwner& owner, Ref ref, std::vector<Root> roots, Rules rules);

    /// Sends what may be sent now; after every event.
    void pump();
    void pause(bool on) { paused_ = on; }
    void path(std::uint64_t bytes_per_second);
    /// Jobs that are under way end, and nobody hears of them.
    void end() { ended_ = true; }

    // What the other end says. False: it may not say that.
    bool on(Have&& have);
    bool on(const Signature& signature);
    bool on(const Decisions& decisions);
    bool on(const Results& results);
    bool on(const Ack& ack);
    bool on(const Done& done);

    [[nodiscard]] Counts counts() const;

private:
    struct Open {
        Item item{};
        Hash root{};
        unsigned changes = 0;
        unsigned wants = 0;
        bool decided = false;
        bool sent = false;
        /// Also what was sent already: the other end may find that it is not what was meant.
        [[nodiscard]] bool awaits_decision() const
        {
            return item.entry.kind == Kind::file && (!decided || sent);
        }
    };
    struct Bundle;

    void scan();
    void name_entries();
    void bundle();
    void bundled(const Bundle& bundle);
    void begin_files();
    void opened(const std::shared_ptr<OutFile>& file, Trouble trouble);
    void advance(const std::shared_ptr<OutFile>& file);
    void advance_delta(const std::shared_ptr<OutFile>& file);
    void make_blocks(const std::shared_ptr<OutFile>& file);
    void took(const std::shared_ptr<OutFile>& file, Piece& piece);
    void flush_hole(OutFile& file);
    void verify(const std::shared_ptr<OutFile>& file);
    void leave(const OutFile& file);
    void gone(std::uint32_t index, Trouble why);
    void changed(std::uint32_t index, const Facts& facts);
    bool decide(const Decision& decision);

    void send_bulk(Bytes message);
    [[nodiscard]] bool may_send() const;
    /// `done` only while this lives and goes on.
    void job(std::function<void()> work, std::function<void()> done);

    Outside& outside_;
    Outbox& out_;
    SideOwner& owner_;
    const Ref ref_;
    std::shared_ptr<Scanner> scanner_;
    std::shared_ptr<Packer> packer_ = std::make_shared<Packer>();

    bool ended_ = false;
    bool paused_ = false;
    bool scanning_ = false;
    bool scanned_ = false;
    bool total_told_ = false;
    std::deque<Item> found_;
    std::uint32_t next_index_ = 0;
    std::unordered_map<std::uint32_t, Open> open_;
    std::unordered_map<std::uint32_t, Aid> aids_;
    std::size_t aid_bytes_ = 0;
    std::deque<std::uint32_t> small_;
    std::deque<std::uint32_t> large_;
    unsigned bundles_ = 0;
    std::vector<std::shared_ptr<OutFile>> files_;

    std::uint64_t window_ = kWindowMost / 2;
    std::uint64_t sent_ = 0;
    std::uint64_t taken_ = 0;
    /// What jobs under way may come to.
    std::uint64_t reserved_ = 0;
    std::uint64_t done_ = 0;
};

} // namespace cordee::transfer
