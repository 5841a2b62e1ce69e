/* Folders of this computer that the plugin was given, as a capability: it asks the core, which opens what
 * lies beneath the folder and nothing else, and hands over descriptors of regular files.
 *
 * A path is UTF-8 or any other bytes but NUL, relative to its folder, with single slashes, without "." and
 * "..", with at most CORDEE_PATH_MOST bytes and CORDEE_PATH_DEPTH parts. Symbolic links are never followed,
 * in no part of a path, and a folder ends where another file system is mounted in it. What is written is
 * written beside its place and moved there as a whole, so that a name never stands for half a file. The names
 * of such files, ".NAME.cordee-part", are the core's: CORDEE_FILE_FORBIDDEN.
 *
 * When the session loses the permission that manifest.json names beside a folder, the plugin's process is
 * ended with the descriptors it has, and started anew without that folder. */
#ifndef CORDEE_EXT_FILES_H
#define CORDEE_EXT_FILES_H

#include <cordee/host.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_FILES "cordee.files/1"

#define CORDEE_PATH_MOST 4000u
#define CORDEE_PATH_DEPTH 128u
/* Most requests of one call, folders of one plugin, and files that it may have open at a time. */
#define CORDEE_FILES_BATCH 64u
#define CORDEE_FOLDERS_MOST 64u
#define CORDEE_FILES_OPEN 192u

#define CORDEE_FOLDER_READ 1u
#define CORDEE_FOLDER_WRITE 2u

/* Why a request failed, beside its status: CORDEE_DENIED with FORBIDDEN, CORDEE_INVALID with OUTSIDE or when
 * the action, a flag or the folder is not known, CORDEE_AGAIN when too many files are open, otherwise
 * CORDEE_FAILED. */
typedef enum cordee_file_trouble CORDEE_ENUM {
    CORDEE_FILE_FINE = 0,
    CORDEE_FILE_ABSENT = 1,     /* there is nothing of that name, or a folder on the way is missing */
    CORDEE_FILE_EXISTS = 2,     /* there is something already */
    CORDEE_FILE_WRONG_KIND = 3, /* not a regular file, or not a folder: a link, a device, a socket ... */
    CORDEE_FILE_FORBIDDEN = 4,  /* this person may not, or the folder was not given for that */
    CORDEE_FILE_OUTSIDE = 5,    /* the path leads out of the folder, or is none */
    CORDEE_FILE_FULL = 6,       /* no space, quota used up, file too large for the file system */
    CORDEE_FILE_BUSY = 7,       /* another transfer writes there */
    CORDEE_FILE_BROKEN = 8      /* anything else that the disk says */
} cordee_file_trouble;

typedef enum cordee_file_kind CORDEE_ENUM {
    CORDEE_KIND_NONE = 0,
    CORDEE_KIND_FILE = 1,
    CORDEE_KIND_FOLDER = 2,
    CORDEE_KIND_LINK = 3, /* a symbolic link */
    CORDEE_KIND_OTHER = 4
} cordee_file_kind;

typedef struct cordee_file_facts {
    uint32_t kind; /* cordee_file_kind */
    uint32_t mode; /* the lower nine bits: rwxrwxrwx */
    uint64_t size;
    int64_t modified; /* nanoseconds since 1970-01-01 UTC */
    uint64_t used;    /* bytes on the disk; fewer than size: there are holes */
    uint64_t file;    /* the same for two names of one file, and another after it was replaced */
} cordee_file_facts;

/* OPEN and list() need the right to read, LOOK and space() either, the others the right to write. */
typedef enum cordee_file_action CORDEE_ENUM {
    /* Fills in facts; kind NONE with CORDEE_FILE_ABSENT when there is nothing. */
    CORDEE_FILE_LOOK = 1,
    /* Opens a regular file for reading: descriptor and facts. */
    CORDEE_FILE_OPEN = 2,
    /* Opens the part of a file that is to be at `path`: a file beside it with a name of the core's making,
     * for reading and writing. What an earlier transfer left there is kept, so facts.size says where to go
     * on; with CORDEE_FILE_FRESH it is emptied. One plugin at a time has it, until COMMIT, DISCARD or the end
     * of its process; closing the descriptor does not give it up. CORDEE_AGAIN: it has CORDEE_FILES_OPEN. */
    CORDEE_FILE_PART = 3,
    /* Moves the part to `path`, after its bytes are safe on the disk, with `mode` (0: for this person alone;
     * rwxrwxrwx and nothing more) and `modified`. Without CORDEE_FILE_REPLACE, and something is there:
     * CORDEE_FILE_EXISTS, the part stays. Only a file or a link is replaced, which then is itself what goes;
     * anything else there is CORDEE_FILE_WRONG_KIND. What is written to the descriptor
     * afterwards is written to the file. The requests of one call are made safe together, so many small files
     * cost little. */
    CORDEE_FILE_COMMIT = 4,
    /* Removes the part. */
    CORDEE_FILE_DISCARD = 5,
    /* Makes a folder with `mode` (0: what is usual), and with CORDEE_FILE_PARENTS those on the way; one that
     * is there is fine. */
    CORDEE_FILE_MAKE_FOLDER = 6,
    /* Gives `path`, a file or folder, its `mode` and `modified`. A file that has a second name, which may lie
     * outside: CORDEE_FILE_FORBIDDEN. */
    CORDEE_FILE_SET_FACTS = 7,
    /* Makes a symbolic link at `path` to `target`, a relative path that from there leads to a place beneath
     * the same folder and has ".." at its beginning only; anything else is CORDEE_FILE_OUTSIDE. With
     * CORDEE_FILE_REPLACE it takes the place of a file or link. */
    CORDEE_FILE_MAKE_LINK = 8
} cordee_file_action;

#define CORDEE_FILE_FRESH 1u
#define CORDEE_FILE_REPLACE 2u
#define CORDEE_FILE_PARENTS 4u

typedef struct cordee_file_request {
    /* What is wanted. */
    cordee_file_action action;
    uint32_t folder;
    uint32_t flags;
    uint32_t mode;
    int64_t modified;
    cordee_text path;
    cordee_text target;
    /* The answer. `descriptor` is the plugin's to close, -1 when there is none. */
    cordee_status status;
    cordee_file_trouble trouble;
    int descriptor;
    cordee_file_facts facts;
} cordee_file_request;

typedef struct cordee_folder {
    uint32_t id;
    uint32_t rights; /* CORDEE_FOLDER_READ, CORDEE_FOLDER_WRITE */
    /* What the person calls it; valid until the call returns. */
    cordee_text name;
    /* Not empty: only this entry of the folder, and what lies beneath it, is given. */
    cordee_text entry;
} cordee_folder;

typedef struct cordee_folder_entry {
    cordee_text name; /* valid until the call returns */
    cordee_file_facts facts;
    cordee_text target; /* of a link */
} cordee_folder_entry;

/* Calls may take as long as a disk does; not on the plugin thread where that may be long. One call at a time,
 * others wait. */
typedef struct cordee_host_files {
    /* Calls `each` with every folder that the plugin has, in the order in which they were given, before it
     * returns. [any-thread] */
    cordee_status (*folders)(const cordee_host* host,
                             void (*each)(void* context, const cordee_folder* folder), void* context);
    /* Does what is asked, in order, and fills in each answer; one that fails does not keep the others from
     * being done. CORDEE_INVALID: more than CORDEE_FILES_BATCH, or a text without bytes; CORDEE_DENIED: the
     * manifest asks for no folder; CORDEE_CLOSED: the core is gone. Otherwise CORDEE_OK, whatever the single
     * answers are.  [any-thread] */
    cordee_status (*perform)(const cordee_host* host, cordee_file_request* requests, size_t count);
    /* Calls `each` with every entry of the folder at `path` (empty: the folder itself), in the order of their
     * bytes, parts of transfers left out, before it returns. *trouble says why another status than CORDEE_OK
     * was answered. CORDEE_FILE_FULL: more than 64 MiB, a million names of 20 bytes, say.
     * [any-thread] */
    cordee_status (*list)(const cordee_host* host, uint32_t folder, cordee_text path,
                          void (*each)(void* context, const cordee_folder_entry* entry), void* context,
                          cordee_file_trouble* trouble);
    /* Bytes that this person may still write there, as far as the file system says: quotas may be less.
     * [any-thread] */
    cordee_status (*space)(const cordee_host* host, uint32_t folder, uint64_t* bytes);
} cordee_host_files;

CORDEE_C_END

#endif
