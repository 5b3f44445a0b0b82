namespace Lab.Core;

/// <summary>What of a kernel's command line is published: the parameters that change what is measured. The rest may
/// hold addresses, disks' and hosts' names, ways to decrypt them, and arguments of init. Names: the kernel's
/// Documentation/admin-guide/kernel-parameters.txt.</summary>
public static class BootParameters
{
    static readonly AllowedSettings s_allowed = new(" ",
    [
        // Mitigations of the CPU's faults.
        "mitigations", "gather_data_sampling", "indirect_target_selection", "kpti", "kvm.nx_huge_pages", "l1d_flush",
        "l1tf", "mds", "mmio_stale_data", "nopti", "nospec_store_bypass_disable", "nospectre_bhb", "nospectre_v1",
        "nospectre_v2", "pti", "reg_file_data_sampling", "retbleed", "spec_rstack_overflow",
        "spec_store_bypass_disable", "spectre_bhi", "spectre_v2", "spectre_v2_user", "srbds", "ssbd", "tsa", "tsx",
        "tsx_async_abort", "vmscape",
        // CPUs, and who may use them.
        "irqaffinity", "isolcpus", "kthread_cpus", "maxcpus", "noautogroup", "nohz", "nohz_full", "nosmp", "nosmt",
        "nr_cpus", "numa", "numa_balancing", "possible_cpus", "preempt", "rcu_nocb_poll", "rcu_nocbs",
        "sched_energy_aware", "skew_tick", "smt", "threadirqs",
        // How fast they run, and how deep they sleep.
        "amd_prefcore", "amd_pstate", "cpufreq.default_governor", "cpufreq.off", "cpuidle.governor", "cpuidle.off",
        "cpuidle_haltpoll.force", "haltpoll.guest_halt_poll_allow_shrink", "haltpoll.guest_halt_poll_grow",
        "haltpoll.guest_halt_poll_grow_start", "haltpoll.guest_halt_poll_ns", "haltpoll.guest_halt_poll_shrink",
        "idle", "intel_idle.max_cstate", "intel_idle.states_off", "intel_pstate", "nohlt", "pcie_aspm",
        "pcie_aspm.policy", "processor.max_cstate", "workqueue.power_efficient",
        // Clocks.
        "clocksource", "highres", "hpet", "lpj", "no-kvmclock", "no-steal-acc", "no_timer_check", "nohpet", "notsc",
        "tsc", "tsc_early_khz",
        // Memory.
        "debug_pagealloc", "default_hugepagesz", "hugepages", "hugepagesz", "hugetlb_free_vmemmap", "init_on_alloc",
        "init_on_free", "iommu", "iommu.passthrough", "iommu.strict", "intel_iommu", "amd_iommu",
        "kfence.sample_interval", "mem", "page_alloc.shuffle", "page_poison", "randomize_kstack_offset", "slab_merge",
        "slab_nomerge", "slub_merge", "slub_nomerge", "swiotlb", "thp_anon", "thp_shmem", "transparent_hugepage",
        "transparent_hugepage_shmem", "transparent_hugepage_tmpfs", "zswap.compressor", "zswap.enabled",
        "zswap.max_pool_percent", "zswap.shrinker_enabled", "zswap.zpool",
        // Control groups and their accounts.
        "cgroup.memory", "cgroup_disable", "cgroup_enable", "cgroup_no_v1", "psi", "swapaccount",
        "systemd.legacy_systemd_cgroup_controller", "systemd.unified_cgroup_hierarchy",
        // Disks.
        "elevator", "nvme.poll_queues", "nvme.write_queues", "nvme_core.default_ps_max_latency_us",
        "scsi_mod.use_blk_mq",
        // Virtual machines, as host and as guest.
        "kvm.eager_page_split", "kvm.halt_poll_ns", "kvm.halt_poll_ns_grow", "kvm.halt_poll_ns_grow_start",
        "kvm.halt_poll_ns_shrink", "kvm.ignore_msrs", "kvm.lapic_timer_advance", "kvm.mmio_caching", "kvm.tdp_mmu",
        "kvm-amd.avic", "kvm-amd.nested", "kvm-amd.npt", "kvm-amd.nrips", "kvm-amd.sev", "kvm-amd.vls", "kvm-arm.mode",
        "kvm-intel.enable_apicv", "kvm-intel.enable_shadow_vmcs", "kvm-intel.ept", "kvm-intel.flexpriority",
        "kvm-intel.nested", "kvm-intel.ple_gap", "kvm-intel.preemption_timer", "kvm-intel.unrestricted_guest",
        "kvm-intel.vmentry_l1d_flush", "kvm-intel.vpid", "nopv", "nopvspin", "no-kvmapf",
        // What every system call and every start may pay for.
        "apparmor", "audit", "loglevel", "lsm", "nmi_watchdog", "nosoftlockup", "nowatchdog", "quiet",
        "random.trust_bootloader", "random.trust_cpu", "security", "selinux", "watchdog",
    ],
    [
        "on", "off", "yes", "no", "true", "false", "y", "n", "Y", "N", "auto", "force", "nosmt", "full", "flush",
        "noflush", "cond", "always", "never", "madvise", "advise", "within_size", "deny", "inherit", "no_guest_host",
        "no_guest_guest", "no_user_kernel", "no_user_user", "no_cross_thread", "retpoline", "generic", "lfence", "amd",
        "eibrs", "ibrs", "unret", "ibpb", "stuff", "prctl", "seccomp", "vmexit", "user", "kernel", "microcode",
        "safe-ret", "ibpb-vmexit", "force-on", "force-off", "vm-exit", "aligned", "domain", "managed_irq", "nohz",
        "all", "none", "voluntary", "lazy", "noirqdebug", "fake", "active", "passive", "guided", "disable", "enable",
        "per_cpu_perf_limits", "hwp_only", "no_hwp", "support_acpi_ppc", "no_cas", "legacy", "performance",
        "powersave", "powersupersave", "schedutil", "ondemand", "conservative", "userspace", "default", "menu", "teo",
        "ladder", "haltpoll", "poll", "halt", "nomwait", "tsc", "hpet", "acpi_pm", "kvm-clock", "jiffies",
        "hyperv_clocksource_tsc_page", "arch_sys_counter", "xen", "pit", "reliable", "noirqtime", "unstable",
        "nowatchdog", "recalibrate", "watchdog", "verbose", "pt", "nopt", "strict", "noforce", "lzo", "lzo-rle", "lz4",
        "lz4hc", "zstd", "deflate", "842", "zbud", "z3fold", "zsmalloc", "memory", "cpu", "cpuset", "cpuacct", "blkio",
        "io", "pids", "devices", "freezer", "hugetlb", "net_cls", "net_prio", "perf_event", "rdma", "misc", "named",
        "nosocket", "nokmem", "nobpf", "pressure", "noop", "deadline", "mq-deadline", "bfq", "kyber", "cfq", "nvhe",
        "protected", "nested", "apparmor", "selinux", "smack", "tomoyo", "yama", "landlock", "lockdown", "integrity",
        "bpf", "loadpin", "capability", "safesetid", "ipe", "ima", "evm",
    ]);

    /// <param name="line">As /proc/cmdline has it, or what this made of it before.</param>
    /// <returns>The parameters of the list, and how many more there were: "psi=1 quiet, and 7 not shown".</returns>
    public static string Of(string line) => s_allowed.Of(line, Parameters);

    /// <summary>Whether a parameter, NAME or NAME=VALUE, is on the list.</summary>
    public static bool IsAllowed(string parameter) => s_allowed.IsAllowed(parameter);

    /// <summary>As the kernel takes the line apart (lib/cmdline.c): blanks within quotes belong to the value, and all
    /// behind -- is init's.</summary>
    static IEnumerable<string> Parameters(string line)
    {
        var (begin, isQuoted) = (0, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') isQuoted = !isQuoted;
            if (i < line.Length && (isQuoted || !char.IsWhiteSpace(line[i]))) continue;
            var parameter = line[begin..i];
            begin = i + 1;
            if (parameter == "--") yield break;
            if (parameter.Length > 0) yield return parameter;
        }
    }
}
