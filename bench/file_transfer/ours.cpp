// Cordée as one of the tools: broker, relay, an operator who sends, and a client with a folder.
#include "bench/file_transfer/cost.hpp"
#include "bench/file_transfer/tools.hpp"
#include "tests/support/text_file.hpp"

#include <stdexcept>

namespace cordee::bench {
namespace {

namespace fs = std::filesystem;
using test::Installation;
using test::Person;
using test::Process;

constexpr auto kTransferMost = std::chrono::minutes{30};
constexpr const char* kPolicy =
    R"({"rules":[{"operator":"*","module":"file-transfer","permissions":["send","fetch"],"effect":"allow"}]})";

/// `cordee send` at one end and an agent that has joined at the other.
class OurTransfer final : public Transfer {
public:
    OurTransfer(const Person& operator_side, const Person& client, const std::string& direct, const Job& job)
        : link_{Installation::invite(operator_side, {"--module", "file-transfer"})},
          send_launch_{operator_side.program("cordee", {"send", link_, job.from.string(), "--conflict",
                                                        "replace", "--changes", "--set", direct})},
          agent_{client.program("cordee-agent", {"join", link_, "--accept", "send,fetch", "--set", direct,
                                                 "--set", "files.folder=" + job.to.string()})}
    {
        agent_.line_with("connecting with the operator");
    }
    void begin() override { send_ = std::make_unique<Process>(send_launch_); }
    void wait() override
    {
        if (send_->wait(kTransferMost) != 0)
            throw std::runtime_error{"cordee failed: " + send_->everything() + agent_.everything()};
        agent_.wait();
    }
    void kill() override
    {
        agent_.kill();
        send_->kill();
    }

private:
    std::string link_;
    test::Launch send_launch_;
    Process agent_;
    std::unique_ptr<Process> send_;
};

class Ours final : public Tool {
public:
    Ours(bool direct, const fs::path& folder)
        : Tool{direct ? "Cordée, direct" : "Cordée, relay"}, direct_{direct}, installation_{plan()}
    {
        installation_.set_up(operator_);
        const auto policy = operator_.home() / "policy.json";
        test::write_text(policy, kPolicy);
        if (const auto set = operator_.cordee({"policy", "set", policy}); set.status != 0)
            throw std::runtime_error{"no policy: " + set.out + set.err};
        fetch_module(folder / "first");
    }
    std::unique_ptr<Transfer> prepare(const Job& job) override
    {
        return std::make_unique<OurTransfer>(
            operator_, client_, std::string{"connection.direct="} + (direct_ ? "true" : "false"), job);
    }
    [[nodiscard]] double hops() const override { return direct_ ? 1 : 2; }
    [[nodiscard]] bool can_resume() const override { return true; }
    [[nodiscard]] bool is_ours() const override { return true; }

private:
    static Installation::Plan plan()
    {
        Installation::Plan out;
        out.address = kOwnAddress;
        return out;
    }
    /// The package comes to both sides in the first session, as it does once in its life.
    void fetch_module(const fs::path& to)
    {
        fs::create_directories(to);
        const auto file = operator_.home() / "hello";
        test::write_text(file, "hello");
        const auto transfer = prepare({file, to});
        transfer->begin();
        transfer->wait();
    }

    bool direct_;
    Installation installation_;
    Person operator_;
    Person client_;
};

} // namespace

std::unique_ptr<Tool> make_ours(bool direct, const fs::path& folder)
{
    return std::make_unique<Ours>(direct, folder);
}

} // namespace cordee::bench
