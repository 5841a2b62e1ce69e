// A relay that tampers: a pipe whose records are edited, dropped, repeated, swapped, delayed or cut on the
// way.
#pragma once

#include "core/transport/pipe.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace cordee::test {

/// The records that arrive instead of one; empty: the connection is cut.
using Delivery = std::optional<std::vector<Bytes>>;
/// What becomes of the record with this number (from 0, per direction).
using Tamper = std::function<Delivery(std::size_t number, Bytes record)>;

inline Delivery deliver(Bytes record)
{
    return Delivery{std::in_place, {std::move(record)}};
}

/// Tampers with what is sent through it.
class TamperedConnection final : public transport::Connection {
public:
    TamperedConnection(std::unique_ptr<transport::Connection> inner, Tamper tamper)
        : inner_{std::move(inner)}, tamper_{std::move(tamper)}
    {}

    boost::asio::awaitable<Result<View>> receive() override { return inner_->receive(); }
    boost::asio::awaitable<Result<void>> send(View record) override
    {
        const auto delivered = tamper_(number_++, to_bytes(record));
        if (!delivered)
            inner_->close();
        for (const auto& each : delivered.value_or(std::vector<Bytes>{}))
            if (const auto sent = co_await inner_->send(each); !sent)
                co_return sent;
        co_return Result<void>{};
    }
    void close() noexcept override { inner_->close(); }

private:
    std::unique_ptr<transport::Connection> inner_;
    Tamper tamper_;
    std::size_t number_ = 0;
};

inline Tamper honest()
{
    return [](std::size_t, Bytes record) { return deliver(std::move(record)); };
}

/// Flips the bits of `mask` in byte `at` of record `n`, or in its last byte when it is shorter.
inline Tamper edit(std::size_t n, std::size_t at, std::uint8_t mask = 1)
{
    return [=](std::size_t number, Bytes record) {
        if (number == n)
            record[std::min(at, record.size() - 1)] ^= mask;
        return deliver(std::move(record));
    };
}

/// Cuts `bytes` off the end of record `n`, down to one byte.
inline Tamper shorten(std::size_t n, std::size_t bytes)
{
    return [=](std::size_t number, Bytes record) {
        if (number == n)
            record.resize(record.size() > bytes ? record.size() - bytes : 1);
        return deliver(std::move(record));
    };
}

inline Tamper drop(std::size_t n)
{
    return [=](std::size_t number, Bytes record) {
        return number == n ? Delivery{std::in_place} : deliver(std::move(record));
    };
}

/// Record `n` arrives twice in a row.
inline Tamper repeat(std::size_t n)
{
    return [=](std::size_t number, const Bytes& record) {
        return Delivery{std::vector<Bytes>(number == n ? 2 : 1, record)};
    };
}

/// Record `n` arrives `by` records late; by 1 swaps it with the next one.
inline Tamper delay(std::size_t n, std::size_t by)
{
    return [=, held = Bytes{}](std::size_t number, Bytes record) mutable {
        std::vector<Bytes> out;
        if (number == n)
            held = std::move(record);
        else
            out.push_back(std::move(record));
        if (number == n + by)
            out.push_back(std::move(held));
        return Delivery{std::move(out)};
    };
}

inline Tamper swap(std::size_t n)
{
    return delay(n, 1);
}

/// Record `n` is replaced by the earlier record `from`.
inline Tamper replay(std::size_t n, std::size_t from)
{
    return [=, kept = Bytes{}](std::size_t number, Bytes record) mutable {
        if (number == from)
            kept = record;
        if (number == n)
            record = kept;
        return deliver(std::move(record));
    };
}

/// The connection dies instead of carrying record `n`.
inline Tamper cut(std::size_t n)
{
    return [=](std::size_t number, Bytes record) -> Delivery {
        if (number == n)
            return std::nullopt;
        return deliver(std::move(record));
    };
}

inline transport::Pipe make_hostile_pipe(const boost::asio::any_io_executor& executor, Tamper from_first,
                                         Tamper from_second = honest())
{
    auto pipe = transport::make_pipe(executor);
    return {std::make_unique<TamperedConnection>(std::move(pipe.first), std::move(from_first)),
            std::make_unique<TamperedConnection>(std::move(pipe.second), std::move(from_second))};
}

} // namespace cordee::test
