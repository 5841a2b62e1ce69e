// Between the plugin host and the engine. The plugin thread only hands over; the engine has a thread of its
// own, and a pool for the disk and the hashes.
#pragma once

#include "engine.hpp"
#include "host_files.hpp"
#include "loop.hpp"

#include <cordee/plugin.hpp>

#include <atomic>
#include <optional>

namespace cordee::transfer {

class FileTransfer final : public sdk::Plugin, private Outside {
public:
    explicit FileTransfer(sdk::Host host);
    ~FileTransfer() override;

    void activate() override;
    void deactivate() override;
    void received(std::uint16_t channel, sdk::Message message) override;
    void writable() override;
    void peer_restarted() override;
    void rate_changed(std::uint64_t bytes_per_second) override;
    void answered(std::uint32_t question, std::uint32_t choice) override;
    bool begin_task(std::uint32_t task, std::string_view wish) override;
    void act_on_task(std::uint32_t task, sdk::TaskWish wish) override;

private:
    // For the engine, on its thread.
    bool send(View message) override;
    Files& files() override { return files_; }
    Jobs& jobs() override { return *pool_; }
    [[nodiscard]] Time now() const override { return std::chrono::steady_clock::now(); }
    [[nodiscard]] cordee_side side() const override;
    [[nodiscard]] bool permitted(const char* permission) const override
    {
        return host_.permitted(permission);
    }
    [[nodiscard]] std::string peer_name() const override { return std::string{host_.peer_name()}; }
    [[nodiscard]] std::string language() const override { return std::string{host_.language()}; }
    [[nodiscard]] Rules rules() const override;
    void report(const Report& report) override;
    bool ask(std::uint32_t question, const std::string& text,
             const std::vector<std::string>& choices) override;
    void withdraw(std::uint32_t question) override { consent_.withdraw(question); }
    void keep(View value) override;
    Bytes kept() override;
    bool record(const char* act, const std::string& facts) override;
    void say(const std::string& text) override;

    template <class Call>
    void post(Call call)
    {
        loop_->post([this, call = std::move(call)]() mutable { call(*engine_); });
    }

    sdk::Host host_;
    const sdk::Settings settings_;
    const sdk::Tasks tasks_;
    const sdk::Consent consent_;
    const cordee_host_storage* storage_;
    const cordee_host_audit* audit_;
    HostFiles files_;
    std::atomic<std::size_t> waiting_bytes_ = 0;
    std::unique_ptr<Engine> engine_;
    std::optional<Loop> loop_;
    std::optional<Pool> pool_;
};

} // namespace cordee::transfer
