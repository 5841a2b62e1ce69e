// The chat in a terminal, on either side: joins the conversation to what the core offers.
#include "conversation.hpp"
#include "history.hpp"
#include "notes.hpp"
#include "speech.hpp"
#include "texts.hpp"

#include <cordee/plugin.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <sys/random.h>

namespace cordee::chat {
namespace {

constexpr std::uint16_t kTalk = 0; // the place of the channel in manifest.json
constexpr std::uint32_t kShowAgain = 1;
constexpr std::uint32_t kNotArrived = 2;
constexpr std::chrono::seconds kPatience{10};

std::uint64_t random_number()
{
    std::uint64_t out = 0;
    while (out == 0)
        if (getrandom(&out, sizeof out, 0) != sizeof out)
            throw std::runtime_error("no random numbers");
    return out;
}

std::uint64_t milliseconds_now()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

class Chat final : public sdk::Plugin, private Conversation::Around {
public:
    explicit Chat(sdk::Host host)
        : host_{host}, lines_{host}, timer_{host}, storage_{sdk::Storage::session(host)},
          tongue_{tongue_of(host.language())}
    {}

    void activate() override
    {
        if (!lines_.available())
            throw std::runtime_error(no_terminal(tongue_));
        const auto known = load_state();
        if (!known) // not when it was only started anew
            tell(greeting(host_.peer_name(), tongue_));
        conversation_.emplace(static_cast<Conversation::Around&>(*this), known ? *known : new_state(),
                              load_said());
        conversation_->begin();
    }

    void received(std::uint16_t, sdk::Message message) override
    {
        if (over_ || conversation_->received({message.data(), message.size()}))
            return;
        over_ = true;
        host_.error(broken_protocol(tongue_));
        host_.finish();
    }
    void writable() override { conversation_->go_on(); }
    void peer_restarted() override { conversation_->begin(); }

    void typed(std::string_view line) override
    {
        std::visit([this](const auto& speech) { obey(speech); }, understand(line));
    }
    void dropped(const std::vector<std::string_view>& names) override
    {
        Files files;
        for (const auto name : names)
            files.names.emplace_back(sdk::valid_utf8(sdk::as_view(name)) ? sdk::cut_utf8(name, kMaxName)
                                                                         : "?");
        if (is_sound(files))
            say(std::move(files));
    }

    void expired(std::uint32_t timer) override
    {
        if (timer == kShowAgain)
            conversation_->go_on();
        else if (conversation_->waiting() > 0)
            tell(not_arrived(tongue_));
    }

private:
    // What the conversation needs.

    bool send(View message) override { return host_.send(kTalk, message) != CORDEE_AGAIN; }
    bool show(const Said& said) override
    {
        const auto text = line_of(host_.peer_name(), said.entry.content, tongue_);
        std::string_view left = text;
        while (!left.empty()) {
            const auto piece = sdk::cut_utf8(left, CORDEE_LINES_MOST);
            if (lines_.show(piece) == CORDEE_AGAIN) {
                timer_.start(kShowAgain, std::chrono::seconds{1});
                return false;
            }
            left.remove_prefix(piece.size());
        }
        return true;
    }
    void keep(const Said& said) override { storage_.write(key_of(said).c_str(), encode(said)); }
    void forget(const Said& said) override { storage_.remove(key_of(said).c_str()); }
    void keep(const State& state) override { storage_.write(kStateKey, encode(state)); }

    std::optional<State> load_state() const
    {
        const auto bytes = storage_.read(kStateKey);
        const auto state = bytes ? decode_state(*bytes) : std::nullopt;
        return state && state->own_history != 0 ? state : std::nullopt;
    }
    static State new_state()
    {
        State out;
        out.own_history = random_number();
        return out;
    }

    std::deque<Said> load_said() const
    {
        std::deque<Said> out;
        for (const auto& key : storage_.keys()) {
            const auto bytes = key == kStateKey ? std::nullopt : storage_.read(key.c_str());
            if (auto said = bytes ? decode_said(*bytes) : std::nullopt)
                out.push_back(std::move(*said));
        }
        std::sort(out.begin(), out.end(), [](const Said& a, const Said& b) { return a.place < b.place; });
        return out;
    }

    // What the person wants.

    void obey(Nothing) {}
    void obey(const Say& speech) { say(speech.content); }
    void obey(const UseAnswer& speech)
    {
        const auto answers = parse_answers(sdk::Settings{host_}.text("answers").value_or(""));
        if (speech.name.empty())
            return tell(list_of_answers(answers, tongue_));
        const auto found = std::find_if(answers.begin(), answers.end(),
                                        [&](const Answer& answer) { return answer.name == speech.name; });
        if (found == answers.end())
            return tell(no_such_answer(tongue_));
        say(found->content);
    }
    void obey(ShowHistory)
    {
        const auto& all = conversation_->said();
        if (all.empty())
            tell(no_history(tongue_));
        for (const auto& said : all)
            tell(history_line(said, host_.peer_name(), conversation_->mark(said), tongue_));
    }
    void obey(const TakeNote& speech)
    {
        if (!is_operator())
            return obey(Unknown{});
        const auto kept = sdk::Storage::kept(host_);
        const auto notes =
            add_note(load_notes(), date_and_time(milliseconds_now()), host_.peer_name(), speech.text);
        if (kept.write(kNotesKey, sdk::as_view(notes)) == CORDEE_OK)
            tell(note_taken(tongue_));
    }
    void obey(ShowNotes)
    {
        if (!is_operator())
            return obey(Unknown{});
        const auto notes = load_notes();
        tell(notes.empty() ? no_notes(tongue_) : notes);
    }
    void obey(Unknown) { tell(commands(is_operator(), tongue_)); }

    void say(Content content)
    {
        conversation_->say(std::move(content), milliseconds_now());
        timer_.start(kNotArrived, kPatience);
    }
    void tell(std::string_view text) const
    {
        while (!text.empty()) {
            const auto piece = sdk::cut_utf8(text, CORDEE_LINES_MOST);
            lines_.show(piece);
            text.remove_prefix(piece.size());
        }
    }
    std::string load_notes() const
    {
        const auto bytes = sdk::Storage::kept(host_).read(kNotesKey);
        return bytes ? std::string{bytes->begin(), bytes->end()} : std::string{};
    }
    [[nodiscard]] bool is_operator() const { return host_.side() == sdk::Side::controlling; }

    sdk::Host host_;
    sdk::Lines lines_;
    sdk::Timer timer_;
    sdk::Storage storage_;
    Tongue tongue_;
    std::optional<Conversation> conversation_;
    bool over_ = false; ///< the other half broke the rules
};

} // namespace
} // namespace cordee::chat

CORDEE_PLUGIN("chat", cordee::chat::Chat);
