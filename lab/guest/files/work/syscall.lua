-- System call cost: getppid, which the kernel answers without doing anything else. Run by sysbench.
local ffi = require("ffi")
ffi.cdef("int getppid(void);")

local calls = 10000

function event()
  for _ = 1, calls do
    ffi.C.getppid()
  end
end

sysbench.hooks.report_cumulative = function(stat)
  print(string.format("seconds per system call: %.12f", stat.time_total / stat.events / calls))
end
