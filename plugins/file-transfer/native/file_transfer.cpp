#include "plugin.hpp"

namespace cordee::transfer {
namespace {

constexpr std::uint16_t kChannel = 0;
constexpr unsigned kThreads = 2;
/// Offers that the person has agreed to, until they have ended.
constexpr const char* kAgreed = "agreed";
constexpr std::size_t kAgreedMost = 64 * 1024;
constexpr std::chrono::milliseconds kTick{250};
/// A peer that keeps to its window stays far below.
constexpr std::size_t kWaitingMost = 64 * 1024 * 1024;

Ask ask_of(std::string_view name)
{
    return name == "never" ? Ask::never : name == "file" ? Ask::file : Ask::transfer;
}

/// So many bytes, between two letters.
std::string_view front(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80)
        --most;
    return text.substr(0, most);
}

} // namespace

FileTransfer::FileTransfer(sdk::Host host)
    : host_{host}, settings_{host}, tasks_{host}, consent_{host}, storage_{host.half<cordee_host_storage>(
                                                                      CORDEE_EXT_STORAGE)},
      audit_{host.half<cordee_host_audit>(CORDEE_EXT_AUDIT)}, files_{host.c_host()}
{}

FileTransfer::~FileTransfer()
{
    deactivate();
}

void FileTransfer::activate()
{
    engine_ = std::make_unique<Engine>(static_cast<Outside&>(*this));
    loop_.emplace(kTick, [this](bool due) {
        if (due)
            engine_->tick();
        return engine_->busy();
    });
    pool_.emplace(kThreads, [this](std::function<void()> done) { loop_->post(std::move(done)); });
}

void FileTransfer::deactivate()
{
    if (loop_)
        loop_->stop();
    pool_.reset(); // hands its last results to the loop, which forgets them
    loop_.reset();
    engine_.reset();
}

void FileTransfer::received(std::uint16_t, sdk::Message message)
{
    Bytes bytes;
    // What is too much becomes an empty message, which is none: the transfers end.
    if (waiting_bytes_ + message.size() <= kWaitingMost)
        bytes.assign(message.begin(), message.end());
    waiting_bytes_ += bytes.size();
    post([this, bytes = std::move(bytes)](Engine& engine) mutable {
        waiting_bytes_ -= bytes.size();
        engine.received(std::move(bytes));
    });
}

void FileTransfer::writable()
{
    post([](Engine& engine) { engine.writable(); });
}

void FileTransfer::peer_restarted()
{
    post([](Engine& engine) { engine.peer_restarted(); });
}

void FileTransfer::rate_changed(std::uint64_t bytes_per_second)
{
    post([bytes_per_second](Engine& engine) { engine.rate(bytes_per_second); });
}

void FileTransfer::answered(std::uint32_t question, std::uint32_t choice)
{
    post([question, choice](Engine& engine) { engine.answered(question, choice); });
}

bool FileTransfer::begin_task(std::uint32_t task, std::string_view wish)
{
    post([task, wish = std::string{wish}](Engine& engine) { engine.begin(task, wish); });
    return true;
}

void FileTransfer::act_on_task(std::uint32_t task, sdk::TaskWish wish)
{
    post([task, wish](Engine& engine) { engine.act(task, static_cast<cordee_task_wish>(wish)); });
}

// For the engine.

bool FileTransfer::send(View message)
{
    return host_.send(kChannel, message) != CORDEE_AGAIN;
}

cordee_side FileTransfer::side() const
{
    return static_cast<cordee_side>(host_.side());
}

Rules FileTransfer::rules() const
{
    const auto number = [this](const char* key) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(settings_.number(key), 0));
    };
    return {ask_of(settings_.text("ask").value_or("transfer")),
            number("max_size"),
            number("max_total"),
            patterns(settings_.text("allowed").value_or("")),
            patterns(settings_.text("refused").value_or("")),
            settings_.on("delta")};
}

void FileTransfer::report(const Report& report)
{
    sdk::TaskReport out;
    out.task = report.task;
    out.state = static_cast<sdk::TaskState>(report.state);
    out.done = report.done;
    out.total = report.total;
    out.rate = report.rate;
    out.seconds_left = report.seconds_left;
    out.title = front(report.title, CORDEE_TASK_TEXT_MOST);
    out.detail = front(report.detail, CORDEE_TASK_TEXT_MOST);
    tasks_.report(out);
}

bool FileTransfer::ask(std::uint32_t question, const std::string& text,
                       const std::vector<std::string>& choices)
{
    return consent_.ask(question, text, {choices.begin(), choices.end()}) == CORDEE_OK;
}

void FileTransfer::keep(View value)
{
    if (storage_ != nullptr)
        storage_->write(host_.c_host(), CORDEE_STORAGE_SESSION, kAgreed, value.data(), value.size());
}

Bytes FileTransfer::kept()
{
    Bytes out(kAgreedMost);
    std::size_t size = out.size();
    if (storage_ == nullptr ||
        storage_->read(host_.c_host(), CORDEE_STORAGE_SESSION, kAgreed, out.data(), &size) != CORDEE_OK)
        size = 0;
    out.resize(size);
    return out;
}

bool FileTransfer::record(const char* act, const std::string& facts)
{
    if (audit_ == nullptr)
        return true;
    const auto status = audit_->record(host_.c_host(), act, facts.data(), facts.size());
    if (status != CORDEE_OK && status != CORDEE_AGAIN)
        host_.warning("a file could not be put on record");
    return status != CORDEE_AGAIN;
}

void FileTransfer::say(const std::string& text)
{
    host_.error(text);
}

} // namespace cordee::transfer
