// The host's halves of the extensions that are not in host_object.cpp itself; one file each.
#pragma once

#include <cordee/ext/audit.h>
#include <cordee/ext/consent.h>
#include <cordee/ext/files.h>
#include <cordee/ext/lines.h>
#include <cordee/ext/settings.h>
#include <cordee/ext/storage.h>
#include <cordee/ext/task.h>
#include <cordee/ext/timer.h>

namespace cordee::plugin::host {

extern const cordee_host_audit kAuditHalf;
extern const cordee_host_consent kConsentHalf;
extern const cordee_host_files kFilesHalf;
extern const cordee_host_lines kLinesHalf;
extern const cordee_host_settings kSettingsHalf;
extern const cordee_host_storage kStorageHalf;
extern const cordee_host_task kTaskHalf;
extern const cordee_host_timer kTimerHalf;

} // namespace cordee::plugin::host
