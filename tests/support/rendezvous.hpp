// Two PathSources in memory: whoever asks gets the end of a pipe as soon as the other side asks too. Its
// pipes can be cut, tampered with, or refused.
#pragma once

#include "core/base/signal.hpp"
#include "core/session/path_source.hpp"
#include "core/transport/pipe.hpp"

#include <functional>
#include <optional>

namespace cordee::test {

/// Lives on one strand and outlives both sides.
class Rendezvous {
public:
    using MakePipe = std::function<transport::Pipe()>;

    explicit Rendezvous(const boost::asio::any_io_executor& executor, MakePipe make = {})
        : changed_{executor}, make_{make ? std::move(make)
                                         : [executor] { return transport::make_pipe(executor); }}
    {}

    class End final : public session::PathSource {
    public:
        End(Rendezvous& meeting, int number) : meeting_{meeting}, number_{number} {}
        boost::asio::awaitable<session::NewPath> next(int worse_than) override
        {
            return meeting_.meet(number_, worse_than);
        }
        [[nodiscard]] std::vector<std::string> own_candidates() const override { return {}; }
        void peer_candidates(std::vector<std::string> candidates) override { heard = std::move(candidates); }
        std::vector<std::string> heard;

    private:
        Rendezvous& meeting_;
        int number_;
    };

    End first{*this, 0};
    End second{*this, 1};

    /// Nobody meets while it is closed.
    void close() { open_ = false; }
    void open()
    {
        open_ = true;
        changed_.notify();
    }
    /// What the next paths are worth.
    void rank(int rank)
    {
        rank_ = rank;
        changed_.notify();
    }
    [[nodiscard]] std::size_t pipes() const { return pipes_; }

private:
    boost::asio::awaitable<session::NewPath> meet(int number, int worse_than)
    {
        struct Waiting {
            int& count;
            explicit Waiting(int& of) : count{of} { ++count; }
            ~Waiting() { --count; }
        };
        const Waiting waiting{waiting_[number]};
        auto& own = ready_[number];
        changed_.notify();
        for (;;) {
            if (own)
                co_return std::move(*std::exchange(own, std::nullopt));
            if (open_ && rank_ < worse_than && waiting_[0] > 0 && waiting_[1] > 0 && !ready_[1 - number]) {
                auto pipe = make_();
                const auto name = "pipe " + std::to_string(++pipes_);
                ready_[1 - number] =
                    session::NewPath{std::move(number == 0 ? pipe.second : pipe.first), rank_, name};
                changed_.notify();
                co_return session::NewPath{std::move(number == 0 ? pipe.first : pipe.second), rank_, name};
            }
            co_await changed_.wait();
        }
    }

    Signal changed_;
    MakePipe make_;
    bool open_ = true;
    int rank_ = 1;
    int waiting_[2] = {0, 0};
    std::optional<session::NewPath> ready_[2];
    std::size_t pipes_ = 0;
};

} // namespace cordee::test
