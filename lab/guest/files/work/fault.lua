-- Page faults: map fresh memory, touch each page once, unmap it. Huge pages are declined, so each page is a fault. Run by sysbench.
local ffi = require("ffi")
ffi.cdef([[
  void *mmap(void *address, size_t bytes, int protection, int flags, int file, long offset);
  int madvise(void *address, size_t bytes, int advice);
  int munmap(void *address, size_t bytes);
]])

local pages, page = 4096, 4096
local read_write, private_anonymous, no_huge_page = 3, 0x22, 15

function event()
  local memory = ffi.cast("char *", ffi.C.mmap(nil, pages * page, read_write, private_anonymous, -1, 0))
  assert(memory ~= ffi.cast("char *", -1), "no memory")
  ffi.C.madvise(memory, pages * page, no_huge_page)
  for i = 0, pages - 1 do
    memory[i * page] = 1
  end
  ffi.C.munmap(memory, pages * page)
end

sysbench.hooks.report_cumulative = function(stat)
  print(string.format("seconds per page: %.12f", stat.time_total / stat.events / pages))
end
