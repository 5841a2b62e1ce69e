#include "core/transport/pipe.hpp"

#include "core/base/signal.hpp"

#include <deque>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;

struct Direction {
    Direction(const asio::any_io_executor& executor, std::size_t room) : changed{executor}, capacity{room} {}

    [[nodiscard]] bool has_room(std::size_t size) const { return records.empty() || held + size <= capacity; }
    void end()
    {
        ended = true;
        changed.notify();
    }

    Signal changed;
    std::size_t capacity;
    std::size_t held = 0;
    std::deque<Bytes> records;
    bool ended = false;
};

/// Each direction belongs to both ends, so that an end may go away while the other one waits.
class PipeEnd final : public Connection {
public:
    PipeEnd(std::shared_ptr<Direction> in, std::shared_ptr<Direction> out)
        : in_{std::move(in)}, out_{std::move(out)}
    {}
    ~PipeEnd() override { PipeEnd::close(); }

    asio::awaitable<Result<View>> receive() override
    {
        const auto in = in_;
        while (in->records.empty() && !in->ended)
            co_await in->changed.wait();
        if (closed_ || in->records.empty())
            co_return Errc::closed;
        current_ = std::move(in->records.front());
        in->records.pop_front();
        in->held -= current_.size();
        in->changed.notify();
        co_return View{current_};
    }

    asio::awaitable<Result<void>> send(View record) override
    {
        if (record.empty() || record.size() > kMaxRecord)
            co_return Errc::too_large;
        const auto out = out_;
        while (!out->ended && !out->has_room(record.size()))
            co_await out->changed.wait();
        if (out->ended)
            co_return Errc::closed;
        out->records.push_back(to_bytes(record));
        out->held += record.size();
        out->changed.notify();
        co_return Result<void>{};
    }

    void close() noexcept override
    {
        closed_ = true;
        in_->end();
        out_->end();
    }

private:
    std::shared_ptr<Direction> in_;
    std::shared_ptr<Direction> out_;
    Bytes current_;
    bool closed_ = false;
};

} // namespace

Pipe make_pipe(const asio::any_io_executor& executor, std::size_t capacity)
{
    const auto there = std::make_shared<Direction>(executor, capacity);
    const auto back = std::make_shared<Direction>(executor, capacity);
    return {std::make_unique<PipeEnd>(back, there), std::make_unique<PipeEnd>(there, back)};
}

} // namespace cordee::transport
