-- Context switches: one byte to another process through a pipe and back through another. Run by sysbench.
local ffi = require("ffi")
ffi.cdef([[
  int pipe(int ends[2]);
  int fork(void);
  int close(int file);
  long read(int file, void *buffer, size_t bytes);
  long write(int file, const void *buffer, size_t bytes);
  void _exit(int code);
]])

local trips = 100
local there, back, byte = ffi.new("int[2]"), ffi.new("int[2]"), ffi.new("char[1]")

local function echo()
  ffi.C.close(there[1])
  while ffi.C.read(there[0], byte, 1) == 1 do
    ffi.C.write(back[1], byte, 1)
  end
  ffi.C._exit(0)
end

function thread_init()
  assert(ffi.C.pipe(there) == 0 and ffi.C.pipe(back) == 0, "no pipe")
  local child = ffi.C.fork()
  assert(child >= 0, "no fork")
  if child == 0 then
    echo()
  end
end

function event()
  for _ = 1, trips do
    ffi.C.write(there[1], byte, 1)
    assert(ffi.C.read(back[0], byte, 1) == 1, "the other process is gone")
  end
end

sysbench.hooks.report_cumulative = function(stat)
  print(string.format("seconds per round trip: %.12f", stat.time_total / stat.events / trips))
end
