namespace Lab.Core;

/// <summary>What of a file system's mount options is published: those that change what is measured. Others hold
/// addresses, users and folders.</summary>
public static class MountOptions
{
    static readonly AllowedSettings s_allowed = new(",",
    [
        "rw", "ro", "sync", "async", "dirsync", "atime", "noatime", "relatime", "strictatime", "lazytime",
        "nodiratime", "exec", "noexec", "suid", "nosuid", "dev", "nodev", "discard", "nodiscard", "barrier",
        "nobarrier", "acl", "noacl", "user_xattr", "nouser_xattr", "seclabel",
        // ext4
        "data", "commit", "errors", "journal_checksum", "journal_async_commit", "delalloc", "nodelalloc",
        "auto_da_alloc", "noauto_da_alloc", "dioread_lock", "dioread_nolock", "stripe", "noload", "norecovery",
        "block_validity", "noblock_validity", "init_itable", "noinit_itable", "max_batch_time", "min_batch_time",
        "quota", "noquota", "usrquota", "grpquota", "prjquota", "nobh", "dax",
        // xfs
        "attr2", "inode32", "inode64", "logbufs", "logbsize", "allocsize", "largeio", "nolargeio", "swalloc", "sunit",
        "swidth", "wsync",
        // btrfs, f2fs, bcachefs
        "compress", "compress-force", "space_cache", "nospace_cache", "ssd", "ssd_spread", "nossd", "nodatacow",
        "nodatasum", "autodefrag", "noautodefrag", "flushoncommit", "noflushoncommit", "thread_pool", "background_gc",
        "gc_merge", "nogc_merge", "inline_data", "inline_dentry", "inline_xattr", "extent_cache", "flush_merge",
        "fsync_mode", "mode", "active_logs", "alloc_mode", "checkpoint_merge",
        // zfs, tmpfs, overlay
        "xattr", "noxattr", "posixacl", "casesensitive", "huge", "index", "metacopy", "redirect_dir", "nfs_export",
        "userxattr", "volatile", "xino", "uuid",
        // Of a network, of a host outside
        "vers", "nfsvers", "proto", "rsize", "wsize", "bsize", "namlen", "hard", "soft", "softreval", "nconnect",
        "timeo", "retrans", "sec", "ac", "noac", "local_lock", "nolock", "noresvport", "cache", "trans", "msize",
        "mmap", "default_permissions", "allow_other", "max_read", "blksize",
    ],
    [
        "ordered", "writeback", "journal", "remount-ro", "continue", "panic", "never", "always", "inode", "zlib",
        "lzo", "zstd", "lz4", "lz4hc", "v1", "v2", "on", "off", "auto", "sync", "posix", "strict", "nobarrier",
        "adaptive", "lfs", "default", "reuse", "sa", "dir", "follow", "nofollow", "null", "within_size", "advise",
        "tcp", "tcp6", "udp", "udp6", "rdma", "sys", "krb5", "krb5i", "krb5p", "ntlm", "ntlmssp", "ntlmv2", "all",
        "none", "flock", "pos", "loose", "fscache", "mmap", "readahead", "virtio", "fd", "hv_sock", "3.0", "3.02",
        "3.1.1", "2.0", "2.1", "1.0", "4.0", "4.1", "4.2",
    ]);

    /// <param name="options">With commas, as /proc/mounts has them, or what this made of them before.</param>
    /// <returns>Those of the list, and how many more there were: "rw,relatime, and 3 not shown".</returns>
    public static string Of(string options) => s_allowed.Of(
        options, o => o.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether an option, NAME or NAME=VALUE, is on the list.</summary>
    public static bool IsAllowed(string option) => s_allowed.IsAllowed(option);
}
