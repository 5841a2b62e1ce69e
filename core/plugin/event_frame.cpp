#include "core/plugin/event_frame.hpp"

#include "core/plugin/frame_codec.hpp"
#include "core/plugin/plain_text.hpp"

#include <cordee/ext/audit.h>
#include <cordee/ext/consent.h>

namespace cordee::plugin {
namespace {

bool is_question_text(const std::string& text)
{
    return !text.empty() && text.size() <= CORDEE_CONSENT_TEXT_MOST && is_utf8(text);
}

bool is_task_text(const std::string& text)
{
    return text.size() <= CORDEE_TASK_TEXT_MOST && is_utf8(text);
}

static_assert(kMaxText >= CORDEE_TASK_TEXT_MOST && kMaxText >= CORDEE_AUDIT_MOST);

} // namespace

bool is_proper(const AskedQuestion& question)
{
    const auto count = question.choices.size();
    return is_question_text(question.text) && count >= 2 && count <= CORDEE_CONSENT_CHOICES_MOST &&
           std::all_of(question.choices.begin(), question.choices.end(), is_question_text);
}

Bytes encode_question(const AskedQuestion& question)
{
    Bytes out;
    put_number(out, question.serial, 4);
    put_text(out, question.text);
    put_names(out, question.choices);
    return out;
}

Result<AskedQuestion> decode_question(View payload)
{
    Cursor in{payload};
    AskedQuestion out;
    out.serial = in.number32();
    out.text = in.text();
    out.choices = in.names();
    if (!in.complete() || !is_proper(out))
        return Errc::malformed;
    return out;
}

Bytes encode_answered(const Answer& answer)
{
    Bytes out;
    put_number(out, answer.serial, 4);
    put_number(out, answer.choice, 4);
    return out;
}

Result<Answer> decode_answered(View payload)
{
    Cursor in{payload};
    const auto serial = in.number32();
    const auto choice = in.number32();
    if (!in.complete())
        return Errc::malformed;
    return Answer{serial, choice};
}

bool is_proper(const TaskReport& report)
{
    return report.state >= CORDEE_TASK_RUNNING && report.state <= CORDEE_TASK_CANCELLED &&
           is_task_text(report.title) && is_task_text(report.detail);
}

Bytes encode_report(const TaskReport& report)
{
    Bytes out;
    put_number(out, report.task, 4);
    put_number(out, static_cast<std::uint64_t>(report.state), 1);
    for (const auto number : {report.done, report.total, report.rate, report.seconds_left})
        put_number(out, number, 8);
    put_text(out, report.title);
    put_text(out, report.detail);
    return out;
}

Result<TaskReport> decode_report(View payload)
{
    Cursor in{payload};
    TaskReport out;
    out.task = in.number32();
    out.state = static_cast<cordee_task_state>(in.number(1) & 0x7f);
    for (auto* number : {&out.done, &out.total, &out.rate, &out.seconds_left})
        *number = in.number(8);
    out.title = in.text();
    out.detail = in.text();
    if (!in.complete() || !is_proper(out))
        return Errc::malformed;
    return out;
}

Bytes encode_wish(const TaskWish& wish)
{
    Bytes out;
    put_number(out, wish.task, 4);
    append(out, as_view(wish.wish));
    return out;
}

Result<TaskWish> decode_wish(View payload)
{
    Cursor in{payload};
    TaskWish out;
    out.task = in.number32();
    out.wish = as_text(in.rest());
    if (!in.complete() || out.wish.size() > CORDEE_TASK_WISH_MOST)
        return Errc::malformed;
    return out;
}

bool is_proper(const Act& act)
{
    return is_plain_name(act.act) && act.facts.size() <= CORDEE_AUDIT_MOST && is_flat_object(act.facts);
}

Bytes encode_act(const Act& act)
{
    Bytes out;
    put_text(out, act.act);
    put_text(out, act.facts);
    return out;
}

Result<Act> decode_act(View payload)
{
    Cursor in{payload};
    Act out;
    out.act = in.text();
    out.facts = in.text();
    if (!in.complete() || !is_proper(out))
        return Errc::malformed;
    return out;
}

} // namespace cordee::plugin
