// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

#include "godwit/check.h"
#include "tests/sim/sim_disk.h"

namespace godwit::sim {
namespace {

// One open file of SQLite's. It lives in memory that SQLite gives and takes.
struct Open {
  sqlite3_file base;  // first: SQLite sees only this
  SimDisk* disk;
  std::string path;
  SimDisk::FileNo file;
  bool new_name;  // its folder is to be synced with it, as the production VFS does for journals
  bool temporary;
  int level;  // SQLITE_LOCK_…
  std::uint8_t slots_shared, slots_exclusive;
  bool mapped;

  SimDisk::Locks& locks() { return disk->locks(path); }
};

Open& of(sqlite3_file* file) { return *reinterpret_cast<Open*>(file); }
SimDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<SimDisk*>(vfs->pAppData); }

int in_sqlite(int trouble, int otherwise) {
  if (trouble == 0) return SQLITE_OK;
  return trouble == ENOSPC ? SQLITE_FULL : otherwise;
}

// ---- one file -----------------------------------------------------------------------------------

int unlock(sqlite3_file* file, int level) {
  Open& open = of(file);
  SimDisk::Locks& locks = open.locks();
  if (locks.exclusive == file) locks.exclusive = nullptr;
  if (locks.reserved == file) locks.reserved = nullptr;
  if (level == SQLITE_LOCK_NONE && open.level > SQLITE_LOCK_NONE) --locks.shared;
  open.level = std::min(open.level, level);
  return SQLITE_OK;
}

int lock(sqlite3_file* file, int level) {
  Open& open = of(file);
  SimDisk::Locks& locks = open.locks();
  if (level <= open.level) return SQLITE_OK;
  if (locks.exclusive != nullptr && locks.exclusive != file) return SQLITE_BUSY;
  if (level > SQLITE_LOCK_SHARED && locks.reserved != nullptr && locks.reserved != file)
    return SQLITE_BUSY;
  if (open.level == SQLITE_LOCK_NONE) ++locks.shared;
  open.level = std::max(open.level, SQLITE_LOCK_SHARED);
  if (level >= SQLITE_LOCK_RESERVED) locks.reserved = file;
  if (level == SQLITE_LOCK_EXCLUSIVE) {
    if (locks.shared > 1) return SQLITE_BUSY;
    locks.exclusive = file;
  }
  open.level = level;
  return SQLITE_OK;
}

int shm_unmap(sqlite3_file* file, int);

int close(sqlite3_file* file) {
  Open& open = of(file);
  shm_unmap(file, 0);
  unlock(file, SQLITE_LOCK_NONE);
  if (open.temporary) (void)open.disk->remove(open.path);
  open.~Open();
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* into, int amount, sqlite3_int64 offset) {
  Open& open = of(file);
  if (open.disk->dead()) return SQLITE_IOERR_READ;
  const std::string& bytes = open.disk->bytes(open.file);
  const auto from = static_cast<std::size_t>(offset), wanted = static_cast<std::size_t>(amount);
  const std::size_t got = from < bytes.size() ? std::min(wanted, bytes.size() - from) : 0;
  std::memcpy(into, bytes.data() + std::min(from, bytes.size()), got);
  if (got == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(into) + got, 0, wanted - got);
  return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  Open& open = of(file);
  const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(amount));
  const auto at = static_cast<std::uint64_t>(offset);
  return in_sqlite(open.disk->write_at(open.file, at, bytes), SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* file, sqlite3_int64 length) {
  Open& open = of(file);
  return in_sqlite(open.disk->truncate_to(open.file, static_cast<std::uint64_t>(length)),
                   SQLITE_IOERR_TRUNCATE);
}

int sync(sqlite3_file* file, int) {
  Open& open = of(file);
  if (open.disk->sync_file(open.file) != 0) return SQLITE_IOERR_FSYNC;
  if (!open.new_name) return SQLITE_OK;
  open.new_name = false;
  const std::string folder = std::filesystem::path(open.path).parent_path().string();
  return open.disk->sync_names(folder) == 0 ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(of(file).disk->bytes(of(file).file).size());
  return of(file).disk->dead() ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* held) {
  *held = of(file).locks().reserved != nullptr;
  return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// ---- the index of the WAL, in shared memory -----------------------------------------------------

int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** into) {
  Open& open = of(file);
  SimDisk::Locks& locks = open.locks();
  if (!open.mapped) open.mapped = true, ++locks.mapped;
  const auto wanted = static_cast<std::size_t>(region);
  *into = nullptr;
  if (wanted >= locks.regions.size() && extend == 0) return SQLITE_OK;
  while (locks.regions.size() <= wanted)
    locks.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  *into = locks.regions[wanted].get();
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int from, int count, int flags) {
  Open& open = of(file);
  SimDisk::Locks& locks = open.locks();
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (int i = from; i < from + count && (flags & SQLITE_SHM_LOCK) != 0; ++i) {
    const auto slot = static_cast<std::size_t>(i);
    const int mine = (open.slots_shared >> i) & 1;
    const bool taken = locks.slot_exclusive[slot] != nullptr &&
                       locks.slot_exclusive[slot] != static_cast<const void*>(file);
    if (taken || (exclusive && locks.slot_shared[slot] > mine)) return SQLITE_BUSY;
  }
  for (int i = from; i < from + count; ++i) {
    const auto slot = static_cast<std::size_t>(i);
    const auto bit = static_cast<std::uint8_t>(1 << i);
    std::uint8_t& held = exclusive ? open.slots_exclusive : open.slots_shared;
    const bool had = (held & bit) != 0, has = (flags & SQLITE_SHM_LOCK) != 0;
    held = static_cast<std::uint8_t>(has ? held | bit : held & ~bit);
    if (exclusive)
      locks.slot_exclusive[slot] = has ? file : nullptr;
    else
      locks.slot_shared[slot] += int{has} - int{had};
  }
  return SQLITE_OK;
}

void shm_barrier(sqlite3_file*) {}

int shm_unmap(sqlite3_file* file, int) {
  Open& open = of(file);
  if (!open.mapped) return SQLITE_OK;
  open.mapped = false;
  SimDisk::Locks& locks = open.locks();
  for (int i = 0; i < 8; ++i) {
    const auto slot = static_cast<std::size_t>(i);
    if ((open.slots_shared >> i & 1) != 0) --locks.slot_shared[slot];
    if ((open.slots_exclusive >> i & 1) != 0) locks.slot_exclusive[slot] = nullptr;
  }
  open.slots_shared = open.slots_exclusive = 0;
  if (--locks.mapped == 0) locks.regions.clear();
  return SQLITE_OK;
}

int no_fetch(sqlite3_file*, sqlite3_int64, int, void** into) {
  *into = nullptr;
  return SQLITE_OK;
}
int no_unfetch(sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; }

constexpr sqlite3_io_methods methods = {3,
                                        close,
                                        read,
                                        write,
                                        truncate,
                                        sync,
                                        file_size,
                                        lock,
                                        unlock,
                                        check_reserved,
                                        file_control,
                                        sector_size,
                                        characteristics,
                                        shm_map,
                                        shm_lock,
                                        shm_barrier,
                                        shm_unmap,
                                        no_fetch,
                                        no_unfetch};

// ---- the file system ----------------------------------------------------------------------------

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  SimDisk& disk = disk_of(vfs);
  file->pMethods = nullptr;
  const std::string path = name != nullptr ? name : "/temporary";
  const bool may_create = (flags & SQLITE_OPEN_CREATE) != 0;
  if (!disk.step("open", path)) return SQLITE_CANTOPEN;
  const auto known = disk.find(path);
  if (!known && !may_create) return SQLITE_CANTOPEN;
  constexpr int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  auto* open = new (file) Open{};
  open->disk = &disk;
  open->path = path;
  open->file = disk.create(path);
  open->new_name = may_create && (flags & journals) != 0;
  open->temporary = name == nullptr;
  open->base.pMethods = &methods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  SimDisk& disk = disk_of(vfs);
  const int trouble = disk.remove(name);
  if (trouble == ENOENT) return SQLITE_IOERR_DELETE_NOENT;
  if (trouble != 0) return SQLITE_IOERR_DELETE;
  const std::string folder = std::filesystem::path(name).parent_path().string();
  if (sync_folder != 0 && disk.sync_names(folder) != 0) return SQLITE_IOERR_DIR_FSYNC;
  return SQLITE_OK;
}

int access(sqlite3_vfs* vfs, const char* name, int, int* there) {
  const auto file = disk_of(vfs).find(name);
  *there = file && !disk_of(vfs).bytes(*file).empty();
  return disk_of(vfs).dead() ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* into) {
  std::snprintf(into, static_cast<std::size_t>(size), "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* into) {
  std::memset(into, 7, static_cast<std::size_t>(size));
  return size;
}
int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
int current_time(sqlite3_vfs*, double* now) {
  *now = 2458810.5;  // 2019-11-23 as a Julian day
  return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

SimVfs::SimVfs(SimDisk& disk) : vfs_(std::make_unique<sqlite3_vfs>()) {
  std::snprintf(name_, sizeof name_, "godwit-sim-%p", static_cast<void*>(&disk));
  vfs_->iVersion = 1;
  vfs_->szOsFile = sizeof(Open);
  vfs_->mxPathname = 512;
  vfs_->zName = name_;
  vfs_->pAppData = &disk;
  vfs_->xOpen = open_file;
  vfs_->xDelete = delete_file;
  vfs_->xAccess = access;
  vfs_->xFullPathname = full_path;
  vfs_->xRandomness = randomness;
  vfs_->xSleep = sleep;
  vfs_->xCurrentTime = current_time;
  vfs_->xGetLastError = last_error;
  CHECK(sqlite3_vfs_register(vfs_.get(), 0) == SQLITE_OK);
}

SimVfs::~SimVfs() { sqlite3_vfs_unregister(vfs_.get()); }

}  // namespace godwit::sim
