/* The beacon: entrypoint or unit of every instance, the same binary everywhere.
 * It starts Apache, asks it on the instance's own loopback until it answers 200, and says so on the instance's console.
 *
 *   lab-beacon [--console PATH] [--listen ADDRESS:PORT]
 *   lab-beacon --hold MEBIBYTES   touches that much memory, says HELD, keeps it for twelve seconds (for calibration)
 *
 * Lines (one write each): BEACON init|ready|work NONCE NANOSECONDS [HASH], or BEACON failed NONCE REASON.
 * NANOSECONDS is this instance's CLOCK_MONOTONIC. NONCE is $LAB_NONCE, else the machine's UUID.
 * $LAB_DELAY_MS, else a machine's asset tag "lab-delay-MS", is a known delay before Apache starts (for calibration). */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int console = STDOUT_FILENO;
static char nonce[64] = "unknown";
static volatile sig_atomic_t stopping;
static volatile pid_t apache;

/* Ending Apache here, and not in the main loop, leaves no moment in which a signal could be missed. */
static void on_stop(int signal)
{
    (void)signal;
    stopping = 1;
    if (apache > 0) kill(-apache, SIGKILL);
}

static void say(const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (write(console, line, (size_t)length) < 0) exit(1);
}

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void pause_ms(long ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&t, NULL);
}

static void read_nonce(void)
{
    const char *given = getenv("LAB_NONCE");
    FILE *file = given ? NULL : fopen("/sys/class/dmi/id/product_uuid", "r");
    if (given) snprintf(nonce, sizeof nonce, "%s", given);
    if (file) {
        if (fscanf(file, "%63s", nonce) != 1) strcpy(nonce, "unknown");
        fclose(file);
    }
}

static long known_delay_ms(void)
{
    const char *given = getenv("LAB_DELAY_MS");
    FILE *file = given ? NULL : fopen("/sys/class/dmi/id/chassis_asset_tag", "r");
    long ms = given ? atol(given) : 0;
    if (file) {
        if (fscanf(file, "lab-delay-%ld", &ms) != 1) ms = 0;
        fclose(file);
    }
    return ms;
}

static int hold(long mebibytes)
{
    size_t size = (size_t)mebibytes << 20;
    uint64_t *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), value = 1;
    if (memory == MAP_FAILED) { perror("mmap"); return 1; }
    for (size_t i = 0; i < size / sizeof *memory; i++) memory[i] = value = value * 6364136223846793005ULL + 1; /* no two pages alike */
    say("HELD %ld MiB\n", mebibytes);
    pause_ms(12000);
    return 0;
}

static void open_console(const char *path)
{
    struct termios settings;
    console = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (console < 0) { perror(path); exit(1); }
    if (tcgetattr(console, &settings) == 0) { /* no CR before LF, no echo */
        cfmakeraw(&settings);
        tcsetattr(console, TCSANOW, &settings);
    }
}

static pid_t start_apache(const char *listen_on)
{
    char directive[96];
    snprintf(directive, sizeof directive, "Listen %s", listen_on);
    pid_t child = fork();
    if (child == 0) {
        /* A group of its own, so that all of Apache can be ended at once. */
        setpgid(0, 0);
        execl("/usr/sbin/apache2", "apache2", "-D", "FOREGROUND", "-f", "/etc/lab/apache.conf", "-C", directive, (char *)NULL);
        _exit(127);
    }
    return child;
}

/* One request on the instance's own loopback; 1 if the answer is 200. */
static int answers(int port)
{
    static const char request[] = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval limit = { 5, 0 };
    char reply[16] = "";
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), ok = 0;
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) == 0 && write(connection, request, sizeof request - 1) > 0)
        ok = recv(connection, reply, 12, MSG_WAITALL) == 12 && strncmp(reply, "HTTP/1.1 200", 12) == 0;
    close(connection);
    return ok;
}

static uint64_t first_work(void) /* 64-bit FNV-1a over 16 MiB of the bytes 0, 1, ... 255, 0, ... */
{
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (uint32_t i = 0; i < 16u << 20; i++) {
        hash ^= (uint8_t)i;
        hash *= 0x100000001b3ULL;
    }
    return hash;
}

int main(int count, char **words)
{
    const char *listen_on = "0.0.0.0:80";
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--console") == 0) open_console(words[i + 1]);
        else if (strcmp(words[i], "--listen") == 0) listen_on = words[i + 1];
        else if (strcmp(words[i], "--hold") == 0) return hold(atol(words[i + 1]));
        else { fprintf(stderr, "lab-beacon: unknown option %s\n", words[i]); return 2; }
    }
    read_nonce();
    say("BEACON init %s %lld\n", nonce, now());
    struct sigaction stop = { .sa_handler = on_stop };
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    long delay = known_delay_ms();
    if (delay > 0) pause_ms(delay);

    apache = start_apache(listen_on);
    int port = atoi(strrchr(listen_on, ':') + 1);
    while (!answers(port)) {
        if (waitpid(apache, NULL, WNOHANG) == apache) {
            if (!stopping) say("BEACON failed %s Apache ended before it answered\n", nonce);
            return !stopping;
        }
        pause_ms(1);
    }
    say("BEACON ready %s %lld\n", nonce, now());
    uint64_t hash = first_work();
    say("BEACON work %s %lld %016llx\n", nonce, now(), (unsigned long long)hash);

    for (;;) { /* as PID 1 it also reaps whatever is left to it */
        pid_t ended = waitpid(-1, NULL, 0);
        if (ended == apache || (ended < 0 && errno == ECHILD)) {
            if (!stopping) say("BEACON failed %s Apache ended\n", nonce);
            return !stopping;
        }
    }
}
