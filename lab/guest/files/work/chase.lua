-- Random access latency: each load says where the next one is, along one random cycle through every line of a buffer,
-- so no load can begin before the last has ended. Huge pages are declined, because kernels differ in when they give them. Run by sysbench.
local ffi = require("ffi")
ffi.cdef([[
  void *mmap(void *address, size_t bytes, int protection, int flags, int file, long offset);
  int madvise(void *address, size_t bytes, int advice);
]])

sysbench.cmdline.options = { ["mib"] = { "Size of the buffer in MiB", 128 } }

local line, loads = 16, 10000 -- a line is 16 numbers of 4 bytes
local read_write, private_anonymous, no_huge_page = 3, 0x22, 15
local cycle, place

-- Sattolo's shuffle gives one cycle over all lines.
function thread_init()
  local bytes = sysbench.opt.mib * 1048576
  local lines = bytes / 64
  local memory = ffi.C.mmap(nil, bytes, read_write, private_anonymous, -1, 0)
  assert(memory ~= ffi.cast("void *", -1), "no memory")
  ffi.C.madvise(memory, bytes, no_huge_page)
  cycle, place = ffi.cast("uint32_t *", memory), 0
  for i = 0, lines - 1 do
    cycle[i * line] = i * line
  end
  for i = lines - 1, 1, -1 do
    local j = math.random(0, i - 1)
    cycle[i * line], cycle[j * line] = cycle[j * line], cycle[i * line]
  end
end

function event()
  local at = place
  for _ = 1, loads do
    at = cycle[at]
  end
  place = at
end

sysbench.hooks.report_cumulative = function(stat)
  print(string.format("seconds per load: %.12f", stat.time_total / stat.events / loads))
end
