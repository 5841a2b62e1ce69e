#include "delta.hpp"

#include "disk.hpp"

#include <algorithm>
#include <librsync.h>

namespace cordee::transfer {
namespace {

constexpr std::size_t kPiece = 256 * 1024;

struct FreeJob {
    void operator()(rs_job_t* job) const { rs_job_free(job); }
};
using Job = std::unique_ptr<rs_job_t, FreeJob>;
struct FreeSums {
    void operator()(rs_signature_t* sums) const { rs_free_sumset(sums); }
};
using Sums = std::unique_ptr<rs_signature_t, FreeSums>;

/// What comes from outside may be broken, and is reported by its result; nobody reads librsync's own lines.
void keep_quiet()
{
    static const bool quiet = [] {
        rs_trace_to(nullptr);
        return true;
    }();
    static_cast<void>(quiet);
}

/// Feeds a job and hands on what comes out. RS_BLOCKED: it wants more; RS_DONE: it has ended.
rs_result drive(rs_job_t* job, View in, bool last, const std::function<bool(View)>& out)
{
    keep_quiet();
    Bytes room(kPiece);
    rs_buffers_t buffers{};
    buffers.next_in = const_cast<char*>(reinterpret_cast<const char*>(in.data())); // which only reads
    buffers.avail_in = in.size();
    buffers.eof_in = last;
    for (;;) {
        buffers.next_out = reinterpret_cast<char*>(room.data());
        buffers.avail_out = room.size();
        const auto before = buffers.avail_in;
        const auto result = rs_job_iter(job, &buffers);
        const auto made = room.size() - buffers.avail_out;
        if (made > 0 && !out(View{room}.first(made)))
            return RS_IO_ERROR;
        if (result != RS_BLOCKED)
            return result;
        if (made == 0 && (buffers.avail_in == 0 || buffers.avail_in == before))
            return buffers.avail_in == 0 && !last ? RS_BLOCKED : RS_INPUT_ENDED;
    }
}

std::uint32_t number_at(View bytes, std::size_t at)
{
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < 4; ++i)
        out = out << 8 | bytes[at + i];
    return out;
}

/// What librsync would take memory for, before it does.
bool is_signature(View bytes)
{
    constexpr std::size_t kHead = 12;
    if (bytes.size() < kHead || bytes.size() > kSignatureMost)
        return false;
    const auto block = number_at(bytes, 4);
    const auto strong = number_at(bytes, 8);
    return number_at(bytes, 0) == RS_RK_BLAKE2_SIG_MAGIC && block >= 64 && block <= (1u << 21) &&
           strong >= 4 && strong <= 32 && (bytes.size() - kHead) % (4 + strong) == 0;
}

/// Blocks that look alike at first sight make each search longer; honest files have few that differ after
/// all.
bool is_searchable(View signature)
{
    constexpr std::size_t kHead = 12;
    constexpr std::size_t kWeak = 4;
    constexpr std::size_t kAlikeMost = 64;
    const std::size_t each = kWeak + number_at(signature, 8);
    std::vector<std::string_view> sums;
    for (std::size_t at = kHead; at < signature.size(); at += each)
        sums.emplace_back(reinterpret_cast<const char*>(signature.data()) + at, each);
    std::sort(sums.begin(), sums.end());
    sums.erase(std::unique(sums.begin(), sums.end()), sums.end());
    for (std::size_t i = kAlikeMost; i < sums.size(); ++i)
        if (sums[i].substr(0, kWeak) == sums[i - kAlikeMost].substr(0, kWeak))
            return false;
    return true;
}

class Maker final : public DeltaMaker {
public:
    explicit Maker(Sums sums) : sums_{std::move(sums)}, job_{rs_delta_begin(sums_.get())} {}
    bool add(View bytes, Bytes& out) override { return run(bytes, false, out) == RS_BLOCKED; }
    bool end(Bytes& out) override { return run({}, true, out) == RS_DONE; }

private:
    rs_result run(View bytes, bool last, Bytes& out)
    {
        return drive(job_.get(), bytes, last, [&](View made) {
            out.insert(out.end(), made.begin(), made.end());
            return true;
        });
    }
    Sums sums_; // outlives the job
    Job job_;
};

class Taker final : public DeltaTaker {
public:
    Taker(int old_file, Sink sink)
        : old_file_{old_file}, sink_{std::move(sink)}, job_{rs_patch_begin(&copy, this)}
    {}
    bool add(View delta) override
    {
        const auto result = drive(job_.get(), delta, false, sink_);
        ended_ = result == RS_DONE;
        return ended_ || result == RS_BLOCKED;
    }
    [[nodiscard]] bool ended() const override { return ended_; }

private:
    static rs_result copy(void* self, rs_long_t offset, std::size_t* size, void** buffer)
    {
        if (offset < 0)
            return RS_CORRUPT;
        const std::span<std::uint8_t> out{static_cast<std::uint8_t*>(*buffer), *size};
        *size = read_at(static_cast<Taker*>(self)->old_file_, static_cast<std::uint64_t>(offset), out);
        return *size > 0 ? RS_DONE : RS_INPUT_ENDED;
    }
    const int old_file_;
    const Sink sink_;
    Job job_;
    bool ended_ = false;
};

} // namespace

std::optional<Bytes> signature_of(int file, std::uint64_t size)
{
    auto magic = RS_RK_BLAKE2_SIG_MAGIC;
    std::size_t block = 0;
    std::size_t strong = 0;
    if (rs_sig_args(static_cast<rs_long_t>(size), &magic, &block, &strong) != RS_DONE)
        return std::nullopt;
    const Job job{rs_sig_begin(block, strong, magic)};
    Bytes out;
    const auto keep = [&](View made) {
        out.insert(out.end(), made.begin(), made.end());
        return out.size() <= kSignatureMost;
    };
    Bytes piece(4 * kPiece);
    for (std::uint64_t at = 0;;) {
        const auto got = read_at(file, at, piece);
        const bool last = got < piece.size();
        const auto result = drive(job.get(), View{piece}.first(got), last, keep);
        if (result == RS_DONE)
            return out;
        if (result != RS_BLOCKED || last)
            return std::nullopt;
        at += got;
    }
}

std::unique_ptr<DeltaMaker> DeltaMaker::from(View signature)
{
    if (!is_signature(signature) || !is_searchable(signature))
        return nullptr;
    rs_signature_t* loaded = nullptr;
    const Job job{rs_loadsig_begin(&loaded)};
    const auto result = drive(job.get(), signature, true, [](View) { return true; });
    Sums sums{loaded};
    if (result != RS_DONE || !sums || rs_build_hash_table(sums.get()) != RS_DONE)
        return nullptr;
    return std::make_unique<Maker>(std::move(sums));
}

std::unique_ptr<DeltaTaker> DeltaTaker::over(int old_file, Sink sink)
{
    return std::make_unique<Taker>(old_file, std::move(sink));
}

} // namespace cordee::transfer
