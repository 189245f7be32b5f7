export interface FileStatus {
  /** Absolute path in the file system, with `/` between names. */
  readonly path: string
  /** Last name of the path. */
  readonly name: string
  readonly kind: 'file' | 'directory'
  /** Bytes; 0 for directories. */
  readonly length: number
  /** Milliseconds since 1970. */
  readonly modified: number
}

/**
 * What the checkpoint and the sinks need of a file system: local disk or HDFS behind one interface. Errors are MillraceErrors:
 * MILLRACE_FILE_MISSING, MILLRACE_FILE_EXISTS, MILLRACE_DISK_FULL, MILLRACE_HDFS_UNREACHABLE (retryable) ...
 * Paths are absolute, in `/`-separated form.
 */
export interface FileSystem {
  /** For messages, for example `file:` or `http://127.0.0.1:9870`. */
  readonly description: string
  /** The way a person would write this path, for messages. */
  display(path: string): string
  /**
   * Writes a whole file under a name nobody reads yet, durably (fsync locally, hflush and close in HDFS). Makes missing parent
   * directories; replaces an existing file of that name. Not atomic: readers must only be shown the name by `rename`.
   */
  write(path: string, data: Uint8Array): Promise<void>
  /** The whole file, or a range of it. MILLRACE_FILE_MISSING when there is none. */
  read(path: string, range?: { readonly offset: number; readonly length: number }): Promise<Uint8Array>
  /** null when there is nothing. */
  status(path: string): Promise<FileStatus | null>
  /** Direct children sorted by name; empty when the directory does not exist. */
  list(path: string): Promise<readonly FileStatus[]>
  /** Makes the directory and its parents; fine when it exists. */
  mkdirs(path: string): Promise<void>
  /**
   * Atomic, except with overwrite where a server has no such rename (HttpFS): there the target is deleted first, so that a
   * crash in between leaves it missing. What is renamed with overwrite must be something that a restart makes again. Without overwrite an existing target is MILLRACE_FILE_EXISTS and nothing changes. Missing parents of the
   * target are made. MILLRACE_FILE_MISSING when the source is not there.
   */
  rename(from: string, to: string, options: { readonly overwrite: boolean }): Promise<void>
  /**
   * Renames files with overwrite, into directories that are there, as quickly as can be and durably in the end: not one step. Files that
   * are not there are left out. Where a file system does not have it, the same is done by `rename`.
   */
  renameAll?(moves: readonly (readonly [from: string, to: string])[]): Promise<void>
  /** False when there was nothing. */
  delete(path: string, options?: { readonly recursive?: boolean }): Promise<boolean>
  close(): Promise<void>
}
