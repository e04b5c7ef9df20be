/**
 * Settings of the embedded server, given on its command line, so that a newer
 * placementd brings its own to data that an older one made.
 */
export function serverSettings(options: {
  data: string;
  port: number;
  durable: boolean;
}): Record<string, string> {
  return {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    unix_socket_directories: socketFolders(options.data),
    max_connections: "100",
    shared_buffers: "256MB",
    effective_cache_size: "1GB",
    // Small transactions on few cores: helper processes and compiled plans cost more than they give.
    io_method: "sync",
    jit: "off",
    max_parallel_workers_per_gather: "0",
    max_logical_replication_workers: "0",
    // Counters of the same few rows change all the time: clear old versions early. And plans that connections made
    // while the tables were all but empty last until these are analyzed: a new server's writes cost twice as much till
    // then.
    autovacuum_naptime: "3s",
    autovacuum_vacuum_scale_factor: "0.05",
    // But in small portions, and no new statistics of tables that only changed as they always do: on two cores, what
    // these take at once is what the slowest writes of a busy server wait for.
    autovacuum_vacuum_cost_delay: "10ms",
    autovacuum_analyze_scale_factor: "2",
    // Refused statements are reported to who sent them. Here a client could fill the disk with them.
    log_min_messages: "log",
    log_checkpoints: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(options.durable ? DURABLE : FLEETING),
  };
}

/**
 * A Unix socket in the data folder, which only its owner (and root) can enter, as the
 * setting's list: a query by it costs a third less of Node's time than by TCP. None
 * where its path would be longer than the kernels allow (103 bytes on macOS, 107 on
 * Linux).
 */
function socketFolders(data: string): string {
  const fits = Buffer.byteLength(`${data}/.s.PGSQL.65535`) <= 103;
  return fits ? `"${data.replaceAll('"', '""')}"` : "";
}

const DURABLE = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
};

/** For data that nobody misses after a crash of the machine. */
const FLEETING = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
};

/**
 * The environment of PostgreSQL's programs: nothing of ours, because libpq and the
 * loader read variables that would lead them elsewhere (PGDATA, LD_LIBRARY_PATH).
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}
