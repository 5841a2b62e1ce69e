// All transfers of one session, at one side: begins those that the person here wants, answers those of the
// other side, and hands each message to the transfer that it is about. One thread; it blocks for nothing.
#pragma once

#include "hash.hpp"
#include "outbox.hpp"
#include "transfer.hpp"
#include "wish.hpp"

#include <map>
#include <mutex>
#include <set>

namespace cordee::transfer {

class Engine final : private TransferOwner {
public:
    explicit Engine(Outside& outside);
    ~Engine() override;

    void begin(std::uint32_t task, std::string_view wish);
    void act(std::uint32_t task, cordee_task_wish wish);
    void received(Bytes message);
    void writable();
    void peer_restarted();
    void answered(std::uint32_t question, std::uint32_t choice);
    void rate(std::uint64_t bytes_per_second);
    /// A few times a second while busy().
    void tick();
    [[nodiscard]] bool busy() const { return !transfers_.empty() || !records_.empty(); }

private:
    struct Record {
        const char* act;
        std::string facts;
        std::weak_ptr<Transfer> of;
    };
    struct Places {
        std::mutex mutex;
        std::set<std::pair<std::uint32_t, std::string>> taken;
    };
    using Ask = std::function<void(std::uint32_t)>;

    // For the transfers.
    Outside& outside() override { return outside_; }
    Outbox& outbox() override { return out_; }
    Claim claim(std::uint32_t folder, const std::string& path) override;
    void ask(const std::shared_ptr<Transfer>& of, std::string text, std::vector<std::string> choices,
             Ask then) override;
    void record(const std::shared_ptr<Transfer>& of, const char* act, std::string facts) override;
    [[nodiscard]] bool recording_lags() const override;
    [[nodiscard]] bool is_agreed(const Offer& offer) const override;
    void agree(const Offer& offer, bool agreed) override;
    [[nodiscard]] std::uint64_t path() const override { return path_; }

    TransferOwner& self() { return *this; }
    void offered(Offer&& offer);
    void put_records();
    /// What happened inside of calls is carried out after them.
    void after();
    [[nodiscard]] Ref ref_of(std::uint32_t task) const;

    Outside& outside_;
    Outbox out_;
    std::map<Ref, std::shared_ptr<Transfer>> transfers_;
    std::deque<Record> records_;
    std::shared_ptr<Places> places_ = std::make_shared<Places>();
    struct Question {
        std::weak_ptr<Transfer> of;
        Ask then;
    };
    std::map<std::uint32_t, Question> questions_;
    std::deque<std::uint32_t> unasked_; ///< which count as answered with the least
    std::uint32_t next_question_ = 1;
    std::set<Hash> agreed_;
    std::uint64_t path_ = 0;
};

} // namespace cordee::transfer
